// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellTime;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The program {@code nc} as OpenBSD has it. */
final class Netcat {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MAX_DATAGRAM = 65535;

  private final ShellProcess process;
  private final Options options;

  private Netcat(ShellProcess process, Options options) {
    this.process = process;
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException {
    var netcat = new Netcat(process, Options.parse(process.args(), "uztvw:lp:nNq:k46s:i:"));
    if (netcat.options.has('l')) {
      return netcat.listen();
    }
    List<String> operands = netcat.options.operands();
    if (operands.size() < 2) {
      throw new UsageException("missing port number");
    }
    int port = Options.number(operands.get(1));
    InetAddress address;
    try {
      address = process.session().network().resolve(operands.get(0)).get(0);
    } catch (UnknownHostException e) {
      process.error(
          "getaddrinfo for host \""
              + operands.get(0)
              + "\" port "
              + port
              + ": Name does not resolve");
      return 1;
    }
    return netcat.options.has('u')
        ? netcat.datagrams(operands.get(0), address, port)
        : netcat.stream(operands.get(0), address, port);
  }

  private int stream(String host, InetAddress address, int port) throws IOException {
    Duration timeout = timeout().orElse(PATIENCE);
    try (Socket socket = process.session().network().connect(address, port, timeout)) {
      process.closeOnKill(socket);
      succeeded(host, port, "tcp");
      if (!options.has('z')) {
        talk(socket);
      }
      process.task().forget(socket);
      return 0;
    } catch (SocketTimeoutException e) {
      return failed(host, port, "timed out: Operation now in progress");
    } catch (java.net.ConnectException e) {
      return failed(host, port, "failed: Connection refused");
    } catch (java.net.NoRouteToHostException e) {
      return failed(host, port, "failed: Host is unreachable");
    }
  }

  private int failed(String host, int port, String how) throws IOException {
    process.task().check();
    if (options.has('v') || !options.has('z')) {
      process.error("connect to " + host + " port " + port + " (tcp) " + how);
    }
    return 1;
  }

  private void succeeded(String host, int port, String protocol) throws IOException {
    if (options.has('v')) {
      process.printError(
          "Connection to %s %d port [%s/*] succeeded!\n".formatted(host, port, protocol));
    }
  }

  private Optional<Duration> timeout() throws UsageException {
    return options.value('w').isPresent()
        ? Optional.of(Options.duration(options.value('w').get()))
        : Optional.empty();
  }

  private void talk(Socket socket) throws IOException {
    process.session().executor().execute(() -> send(socket));
    byte[] buffer = new byte[8192];
    InputStream in = socket.getInputStream();
    while (true) {
      ShellTime.Timer timer = closeAfterTimeout(socket);
      try {
        int count = in.read(buffer);
        if (count < 0) {
          return;
        }
        process.out().write(buffer, 0, count);
        process.out().flush();
      } catch (SocketException e) {
        // Closed by the timer, or reset by the peer: nc just ends.
        process.task().check();
        return;
      } finally {
        timer.cancel();
      }
    }
  }

  private void send(Socket socket) {
    try {
      byte[] buffer = new byte[8192];
      for (int n = process.in().read(buffer); n >= 0; n = process.in().read(buffer)) {
        socket.getOutputStream().write(buffer, 0, n);
        socket.getOutputStream().flush();
      }
      socket.shutdownOutput();
    } catch (IOException e) {
      // The reading side notices.
    }
  }

  private ShellTime.Timer closeAfterTimeout(Closeable socket) throws IOException {
    Optional<Duration> timeout = timeout();
    return timeout.isEmpty()
        ? () -> {}
        : process.session().time().after(timeout.get(), () -> close(socket));
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is only closed to end a wait.
    }
  }

  private int datagrams(String host, InetAddress address, int port) throws IOException {
    try (DatagramSocket socket = process.session().network().connectDatagram(address, port)) {
      process.closeOnKill(socket);
      succeeded(host, port, "udp");
      if (options.has('z')) {
        return 0;
      }
      byte[] buffer = new byte[MAX_DATAGRAM];
      for (int n = process.in().read(buffer); n >= 0; n = process.in().read(buffer)) {
        socket.send(new DatagramPacket(buffer, n));
      }
      receive(socket, buffer);
      process.task().forget(socket);
      return 0;
    }
  }

  private void receive(DatagramSocket socket, byte[] buffer) throws IOException {
    while (true) {
      ShellTime.Timer timer = closeAfterTimeout(socket);
      try {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        process.out().write(buffer, 0, packet.getLength());
        process.out().flush();
      } catch (SocketException e) {
        // Closed by the timer, or nobody there: nc just ends.
        process.task().check();
        return;
      } finally {
        timer.cancel();
      }
    }
  }

  private int listen() throws IOException {
    if (options.has('u')) {
      throw new UsageException("listening for datagrams is not supported");
    }
    List<String> operands = options.operands();
    String port =
        options.value('p').orElse(operands.isEmpty() ? "" : operands.get(operands.size() - 1));
    try (ServerSocket server = process.session().network().listen(Options.number(port))) {
      process.closeOnKill(server);
      do {
        try (Socket socket = server.accept()) {
          process.closeOnKill(socket);
          talk(socket);
          process.task().forget(socket);
        }
      } while (options.has('k'));
      process.task().forget(server);
      return 0;
    }
  }
}

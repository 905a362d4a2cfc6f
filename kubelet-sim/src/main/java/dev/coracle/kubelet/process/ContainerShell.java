// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.files.HostsFile;
import dev.coracle.kubelet.shell.process.ShellNetwork;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.shell.process.ShellTime;
import dev.coracle.kubelet.shell.process.ShellUser;
import dev.coracle.kubelet.shell.program.StandardPrograms;
import dev.coracle.kubelet.spec.RunAs;
import dev.coracle.kubelet.stream.StandardStreams;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.kubelet.thread.Waiters;
import dev.coracle.program.ContainerProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** A container as the shell sees it: sessions over its files, network and time. */
final class ContainerShell {

  private final ProcessContext context;
  private final CountedThreads threads;
  private final Map<String, ContainerProgram> executables;

  /**
   * The shell of a container.
   *
   * @param threads counts the shell's threads; the first one is the caller's to count
   */
  ContainerShell(
      ProcessContext context, CountedThreads threads, Map<String, ContainerProgram> executables) {
    this.context = context;
    this.threads = threads;
    this.executables = executables;
  }

  /** Begins a session with three streams, which are a terminal or not. */
  ShellSession.Builder session(
      InputStream in, OutputStream out, OutputStream err, boolean terminal) {
    Map<String, dev.coracle.kubelet.shell.process.Program> programs =
        new LinkedHashMap<>(StandardPrograms.all());
    executables.forEach((name, program) -> programs.put(name, process -> run(program, process)));
    return ShellSession.over(context.files(), new Network(), new Clock(), threads())
        .env(context.env())
        .env(terminal ? Map.of("TERM", "xterm") : Map.of())
        .workingDirectory(context.workingDirectory())
        .in(in)
        .out(out)
        .err(err)
        .terminal(terminal)
        .hostname(context.hostname())
        .user(user(context.setup().user()))
        .programs(programs);
  }

  private static ShellUser user(RunAs who) {
    String name = who.isRoot() ? "root" : String.valueOf(who.user());
    return new ShellUser(name, who.user(), who.group(), who.groups());
  }

  /** Runs one of the image's own programs as a part of the session. */
  private int run(ContainerProgram program, ShellProcess process) throws InterruptedException {
    StandardStreams streams =
        new StandardStreams(process.in(), print(process.out()), print(process.err()), false);
    ContainerSetup setup = context.setup().running(List.of(), process.args(), streams);
    ContainerProcess part =
        new ContainerProcess(
            context.setup().time(), process.name(), threads, setup.link(), ended -> {});
    ProcessContext inner = new ProcessContext(setup, part);
    process.closeOnKill(part::kill);
    process.onSignal(signal -> part.terminate());
    part.start(program, inner);
    return part.awaitEnd();
  }

  private static PrintStream print(OutputStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private Executor threads() {
    return task -> {
      threads.enter();
      Runnable counted =
          () -> {
            try {
              threads.run(task);
            } finally {
              threads.leave();
            }
          };
      context.setup().time().spawn("shell in " + context.pod().name(), counted);
    };
  }

  private final class Clock implements ShellTime {

    @Override
    public Instant now() {
      return context.time().now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      threads.sleep(duration);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      dev.coracle.api.time.Time.Timer timer = threads.after(delay, task);
      return timer::cancel;
    }

    @Override
    public ShellTime.Waiters waiters() {
      return new CountedWaiters();
    }
  }

  private static final class CountedWaiters implements ShellTime.Waiters {

    private final Waiters waiters = new Waiters();

    @Override
    public void await(ShellTime.Wait wait) throws InterruptedException {
      waiters.await(wait::await);
    }

    @Override
    public void wake() {
      waiters.wake();
    }
  }

  private final class Network implements ShellNetwork {

    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
      try {
        List<InetAddress> known = HostsFile.addresses(context.files().getPath("/etc/hosts"), name);
        return known.isEmpty() ? context.resolve(name) : known;
      } catch (UnknownHostException e) {
        throw e;
      } catch (IOException e) {
        UnknownHostException unknown = new UnknownHostException(name);
        unknown.initCause(e);
        throw unknown;
      }
    }

    @Override
    public Socket connect(InetAddress address, int port, Duration timeout) throws IOException {
      return context.connect(address.getHostAddress(), port, timeout);
    }

    @Override
    public DatagramSocket connectDatagram(InetAddress address, int port) throws IOException {
      DatagramSocket socket = context.datagramSocket();
      socket.connect(context.route(address, port, true));
      return socket;
    }

    @Override
    public ServerSocket listen(int port) throws IOException {
      return context.serverSocket(port);
    }

    @Override
    public byte[] dnsQuery(String server, int port, byte[] message, boolean tcp, Duration timeout)
        throws IOException {
      InetAddress address = InetAddress.getByName(server);
      return tcp
          ? overTcp(address, port, message, timeout)
          : overUdp(address, port, message, timeout);
    }

    private byte[] overUdp(InetAddress address, int port, byte[] message, Duration timeout)
        throws IOException {
      try (DatagramSocket socket = context.datagramSocket()) {
        InetSocketAddress to = context.route(address, port, true);
        socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
        socket.send(new DatagramPacket(message, message.length, to));
        DatagramPacket answer = new DatagramPacket(new byte[65535], 65535);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
      }
    }

    private byte[] overTcp(InetAddress address, int port, byte[] message, Duration timeout)
        throws IOException {
      try (Socket socket = connect(address, port, timeout)) {
        socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        socket.getOutputStream().write(framed);
        byte[] length = socket.getInputStream().readNBytes(2);
        if (length.length < 2) {
          throw new java.io.EOFException("the name server closed the connection");
        }
        return socket.getInputStream().readNBytes((length[0] & 0xff) << 8 | length[1] & 0xff);
      }
    }

    @Override
    public String nameserver() {
      return context.setup().nameservers().stream().findFirst().orElse("127.0.0.1");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** {@code agnhost connect}: tries one connection, and says in one word why it failed. */
final class Connect implements ContainerProgram {

  private final Flags flags;

  Connect(Flags flags) {
    this.flags = flags;
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    Programs.main(this::run).start(context);
  }

  private int run(ContainerContext context) {
    String target = flags.word(1).orElse("");
    int colon = target.lastIndexOf(':');
    if (colon < 0 || !target.substring(colon + 1).matches("\\d{1,5}")) {
      context.stderr().println("OTHER: address " + target + ": missing port in address");
      return 1;
    }
    String host = target.substring(0, colon).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(target.substring(colon + 1));
    try {
      connect(context, host, port, flags.duration("timeout", Duration.ofSeconds(1)));
      return 0;
    } catch (IOException e) {
      context.stderr().println(reason(e));
      return 1;
    }
  }

  private void connect(ContainerContext context, String host, int port, Duration timeout)
      throws IOException {
    switch (flags.text("protocol", "tcp")) {
      case "tcp" -> {
        try (Socket socket = context.connect(host, port, timeout)) {
          socket.setSoLinger(true, 0);
        }
      }
      case "udp" -> exchange(context, host, port, timeout);
      default -> throw new IOException("protocol is not implemented by Coracle");
    }
  }

  private static void exchange(ContainerContext context, String host, int port, Duration timeout)
      throws IOException {
    byte[] message = "hostname\n".getBytes(StandardCharsets.UTF_8);
    InetAddress address = context.resolve(host).get(0);
    try (DatagramSocket socket = context.datagramSocket()) {
      InetSocketAddress to = context.route(address, port, true);
      socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
      socket.connect(to);
      socket.send(new DatagramPacket(message, message.length, to));
      socket.receive(new DatagramPacket(new byte[2048], 2048));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "TIMEOUT";
    }
    if (e instanceof ConnectException || e instanceof PortUnreachableException) {
      return "REFUSED";
    }
    return (e instanceof UnknownHostException ? "DNS: " : "OTHER: ") + e.getMessage();
  }
}

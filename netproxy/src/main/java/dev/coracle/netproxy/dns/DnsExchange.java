// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One query and its reply over a socket; blocks until the reply or the timeout. */
final class DnsExchange {

  private static final int MOST = 65535;

  private DnsExchange() {}

  static byte[] exchange(InetSocketAddress server, byte[] query, boolean tcp, Duration timeout)
      throws IOException {
    return tcp ? overTcp(server, query, timeout) : overUdp(server, query, timeout);
  }

  private static byte[] overUdp(InetSocketAddress server, byte[] query, Duration timeout)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket reply = new DatagramPacket(new byte[MOST], MOST);
      do {
        socket.receive(reply);
      } while (!isReply(reply, query));
      return java.util.Arrays.copyOf(reply.getData(), reply.getLength());
    }
  }

  /** Whether the packet has the id of the query: late replies to others are passed over. */
  private static boolean isReply(DatagramPacket packet, byte[] query) {
    byte[] data = packet.getData();
    return packet.getLength() >= DnsMessage.HEADER && data[0] == query[0] && data[1] == query[1];
  }

  private static byte[] overTcp(InetSocketAddress server, byte[] query, Duration timeout)
      throws IOException {
    try (Socket socket = new Socket()) {
      int millis = Math.toIntExact(timeout.toMillis());
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[query.length + 2];
      framed[0] = (byte) (query.length >> 8);
      framed[1] = (byte) query.length;
      System.arraycopy(query, 0, framed, 2, query.length);
      out.write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = in.readNBytes(in.readUnsignedShort());
      if (reply.length < DnsMessage.HEADER) {
        throw new SocketTimeoutException(server + " closed the connection instead of answering");
      }
      return reply;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** The network as one Pod sees it: with its own address, its own resolver and its own routes. */
public interface ShellNetwork {

  /**
   * The addresses of a name, as the C library of the container would find them: address literals,
   * {@code /etc/hosts}, then DNS with the search domains.
   *
   * @throws UnknownHostException if there are none
   */
  List<InetAddress> resolve(String name) throws UnknownHostException;

  /**
   * Opens a TCP connection from the Pod's address.
   *
   * @throws java.net.ConnectException if it is refused
   * @throws java.net.SocketTimeoutException if the timeout passes first
   */
  Socket connect(InetAddress address, int port, Duration timeout) throws IOException;

  /** Opens a UDP socket from the Pod's address, connected to the given one. */
  DatagramSocket connectDatagram(InetAddress address, int port) throws IOException;

  /** Listens for TCP connections on the Pod's address. */
  ServerSocket listen(int port) throws IOException;

  /**
   * Sends one DNS message and returns the answer to it.
   *
   * @param server an address literal
   * @throws java.net.SocketTimeoutException if no answer comes in time
   */
  byte[] dnsQuery(String server, int port, byte[] message, boolean tcp, Duration timeout)
      throws IOException;

  /** The address of the Pod's name server, for containers without {@code /etc/resolv.conf}. */
  String nameserver();
}

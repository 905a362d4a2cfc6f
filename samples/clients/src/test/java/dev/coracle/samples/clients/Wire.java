// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** What a program outside the cluster asks over real sockets. */
final class Wire {

  private Wire() {}

  /** The whole answer to a GET, its status line first. */
  static String get(InetSocketAddress address, String host, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, 5_000);
      return get(socket, host, path);
    }
  }

  static String get(Socket socket, String host, String path) throws IOException {
    socket.setSoTimeout(10_000);
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What a DNS server answers. */
  static List<String> lookUp(InetSocketAddress server, String name, String type)
      throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put(
        "java.naming.provider.url",
        "dns://" + server.getAddress().getHostAddress() + ":" + server.getPort());
    InitialDirContext context = new InitialDirContext(environment);
    try {
      Attribute found = context.getAttributes(name, new String[] {type}).get(type);
      return found == null
          ? List.of()
          : java.util.Collections.list(found.getAll()).stream().map(Object::toString).toList();
    } finally {
      context.close();
    }
  }
}

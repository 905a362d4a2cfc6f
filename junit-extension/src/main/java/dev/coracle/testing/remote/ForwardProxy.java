// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An HTTP proxy before a cluster: each request, or tunnel, goes to a ready Pod of the Service that
 * its host names. What cannot be reached is answered 502 with the reason.
 */
final class ForwardProxy implements LocalDoor.Handler {

  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int HTTP_PORT = 80;

  private final RemoteHttp http;
  private final Routes routes;

  ForwardProxy(RemoteHttp http, Routes routes) {
    this.http = http;
    this.routes = routes;
  }

  @Override
  public void handle(Socket connection) throws IOException, InterruptedException {
    List<String> head = head(connection.getInputStream());
    String[] line = head.isEmpty() ? new String[0] : head.get(0).split(" ", -1);
    if (line.length != 3) {
      return;
    }
    try {
      if (line[0].equals("CONNECT")) {
        tunnel(connection, URI.create("//" + line[1]));
      } else {
        request(connection, line, URI.create(line[1]), head.subList(1, head.size()));
      }
    } catch (UnknownHostException | IllegalArgumentException e) {
      connection.getOutputStream().write(badGateway(String.valueOf(e.getMessage())));
    }
  }

  private void tunnel(Socket connection, URI authority) throws IOException, InterruptedException {
    Routes.Target target = routes.of(host(authority), authority.getPort());
    connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
    new PodForward(http, connection, why -> new byte[0]).carry(target, new byte[0]);
  }

  /** One request a connection, so that each finds a Pod that is ready then. */
  private void request(Socket connection, String[] line, URI url, List<String> fields)
      throws IOException, InterruptedException {
    Routes.Target target = routes.of(host(url), url.getPort() < 0 ? HTTP_PORT : url.getPort());
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String head = "%s %s%s %s\r\n%s\r\n".formatted(line[0], path, query, line[2], fields(fields));
    new PodForward(http, connection, ForwardProxy::badGateway)
        .carry(target, head.getBytes(ISO_8859_1));
  }

  private static String fields(List<String> fields) {
    boolean upgrades = fields.stream().anyMatch(field -> is(field, "upgrade"));
    String kept =
        fields.stream()
            .filter(field -> upgrades || !is(field, "connection"))
            .filter(field -> !is(field, "proxy-connection") && !is(field, "keep-alive"))
            .map(field -> field + "\r\n")
            .collect(Collectors.joining());
    return upgrades ? kept : kept + "Connection: close\r\n";
  }

  private static boolean is(String field, String name) {
    return field.toLowerCase(Locale.ROOT).startsWith(name + ":");
  }

  private static String host(URI url) throws UnknownHostException {
    if (url.getHost() == null) {
      throw new UnknownHostException(url + ": names no host");
    }
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  private static byte[] badGateway(String why) {
    byte[] body = (why.strip() + "\n").getBytes(UTF_8);
    String head =
        "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: %d\r\nConnection: close\r\n\r\n".formatted(body.length);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(head.getBytes(ISO_8859_1));
    answer.writeBytes(body);
    return answer.toByteArray();
  }

  /** The lines up to the empty one; nothing that comes behind it is read. */
  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next = in.read(); next >= 0 && head.size() < LONGEST_HEAD; next = in.read()) {
      head.write(next);
      last = (last << 8) | next;
      if (last == 0x0d0a0d0a) {
        return head.toString(ISO_8859_1).strip().lines().toList();
      }
    }
    return List.of();
  }
}

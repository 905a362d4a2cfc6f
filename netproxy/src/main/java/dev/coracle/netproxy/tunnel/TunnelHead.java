// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request to an HTTP proxy: to whom it goes, who asks, and what is passed on.
 *
 * @param user the name the client gave itself; empty where it gave none
 * @param forwarded what the server is sent in place of the head; empty for CONNECT
 */
record TunnelHead(String host, int port, String user, String forwarded) {

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:/\\s]+))(?::([0-9]{1,5}))?");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)http://([^/?#]+)([^#]*).*");
  private static final int MAX_PORT = 65535;

  /**
   * Reads a head, without the empty line that ends it.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static TunnelHead parse(String head) {
    List<String> lines = head.lines().dropWhile(String::isEmpty).toList();
    String line = lines.isEmpty() ? "" : lines.get(0);
    String[] request = line.split(" ");
    if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
      throw new IllegalArgumentException(
          "request line: " + line + " (expected: METHOD TARGET HTTP/1.1)");
    }
    List<String> fields = lines.subList(1, lines.size());
    if (request[0].equals("CONNECT")) {
      return of(request[1], 443, user(fields), "");
    }
    Matcher absolute = ABSOLUTE.matcher(request[1]);
    if (!absolute.matches()) {
      throw new IllegalArgumentException(
          "request target: "
              + request[1]
              + " (expected: http://host/path or CONNECT host:port, for this is a proxy)");
    }
    String path = absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
    String forwarded = request[0] + " " + path + " " + request[2] + "\r\n" + passedOn(fields);
    return of(absolute.group(1), 80, user(fields), forwarded);
  }

  private static TunnelHead of(String authority, int absent, String user, String forwarded) {
    Matcher matcher = AUTHORITY.matcher(authority.substring(authority.indexOf('@') + 1));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("host: " + authority + " (expected: host:port)");
    }
    int port = matcher.group(3) == null ? absent : Integer.parseInt(matcher.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new TunnelHead(host, port, user, forwarded);
  }

  /** Each request gets a connection of its own, since the next one may go to another host. */
  private static String passedOn(List<String> fields) {
    List<String> kept = new ArrayList<>();
    for (String field : fields) {
      String name = name(field);
      if (!name.startsWith("proxy-") && !name.equals("connection") && !name.equals("keep-alive")) {
        kept.add(field + "\r\n");
      }
    }
    kept.add("Connection: close\r\n\r\n");
    return String.join("", kept);
  }

  private static String user(List<String> fields) {
    for (String field : fields) {
      String value = field.substring(field.indexOf(':') + 1).strip();
      if (name(field).equals("proxy-authorization") && value.startsWith("Basic ")) {
        return decoded(value).split(":", 2)[0];
      }
    }
    return "";
  }

  private static String decoded(String value) {
    try {
      return new String(Base64.getDecoder().decode(value.substring(6).strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Proxy-Authorization: " + value + " (expected: Basic, user name and password as Base64)",
          e);
    }
  }

  private static String name(String field) {
    int colon = field.indexOf(':');
    return colon < 0 ? "" : field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  byte[] forwardedBytes() {
    return forwarded.getBytes(ISO_8859_1);
  }
}

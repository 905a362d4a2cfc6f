// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;

/** One request sent on over a connection of its own, and the answer to it, HTTP/1.1. */
final class HttpRelay {

  private static final Set<String> NOT_RELAYED =
      Set.of(
          "host",
          "connection",
          "authorization",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "keep-alive",
          "accept-encoding");

  /** An answer with its header names in lower case. */
  record Answer(int code, Map<String, String> headers, byte[] body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  private HttpRelay() {}

  static Answer exchange(Socket socket, Exchange exchange, String path) throws IOException {
    byte[] body = exchange.body();
    StringBuilder head = new StringBuilder();
    head.append(exchange.method()).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(socket.getInetAddress().getHostAddress()).append("\r\n");
    head.append("Connection: close\r\n");
    for (HttpField field : exchange.request().getHeaders()) {
      if (!NOT_RELAYED.contains(field.getName().toLowerCase(Locale.ROOT))
          && !field.getName().startsWith(":")) {
        head.append(field.getName()).append(": ").append(field.getValue()).append("\r\n");
      }
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
    return read(new BufferedInputStream(socket.getInputStream()), exchange.method());
  }

  private static Answer read(InputStream in, String method) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new IOException("malformed HTTP response");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    int code = Integer.parseInt(status[1]);
    boolean empty = method.equals("HEAD") || code == 204 || code == 304;
    return new Answer(code, headers, empty ? new byte[0] : body(in, headers));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";")[0].strip(), 16);
      all.writeBytes(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return all.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer ended early");
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}

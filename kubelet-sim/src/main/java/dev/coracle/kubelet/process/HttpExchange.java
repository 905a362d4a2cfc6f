// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.program.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 request and its response over a socket that is closed afterwards. */
public final class HttpExchange {

  private static final int LONGEST_LINE = 64 << 10;

  private final InputStream in;
  private final int mostBody;

  private HttpExchange(InputStream in, int mostBody) {
    this.in = in;
    this.mostBody = mostBody;
  }

  public static Response send(
      Socket socket,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      int mostBody)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    socket.getOutputStream().write(request.toByteArray());
    socket.getOutputStream().flush();
    InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
    return new HttpExchange(in, mostBody).read(method.equals("HEAD"));
  }

  private Response read(boolean head) throws IOException {
    int status = status(line());
    Map<String, String> headers = headers();
    if (status >= 100 && status < 200 && status != 101) {
      return read(head);
    }
    byte[] body = head || status == 204 || status == 304 ? new byte[0] : body(headers);
    Response response = Response.status(status);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.withHeader(header.getKey(), header.getValue());
    }
    return response.withBody(headers.getOrDefault("content-type", ""), body);
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("[1-5]\\d\\d")) {
      throw new IOException("malformed HTTP response \"" + line + "\"");
    }
    return Integer.parseInt(parts[1]);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name, line.substring(colon + 1).trim());
      }
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return chunks();
    }
    String length = headers.getOrDefault("content-length", "");
    if (length.matches("\\d{1,10}")) {
      int wanted = (int) Math.min(Long.parseLong(length), mostBody);
      byte[] body = in.readNBytes(wanted);
      if (body.length < wanted) {
        throw new EOFException("unexpected EOF");
      }
      return body;
    }
    return in.readNBytes(mostBody);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < mostBody) {
      int size = Integer.parseInt(line().split(";", 2)[0].trim(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      body.writeBytes(in.readNBytes(size));
      line();
    }
    return body.toByteArray();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > LONGEST_LINE) {
        throw new EOFException("EOF");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}

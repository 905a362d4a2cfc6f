// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One HTTP/1.1 request and its response, over streams that somebody else has opened. */
final class HttpExchange {

  /** The head of a response: its first line and its headers, as they came. */
  record Head(String statusLine, List<String> headers) {

    int status() throws CurlException {
      String[] words = statusLine.split(" ", 3);
      if (!statusLine.startsWith("HTTP/") || words.length < 2 || !words[1].matches("[0-9]{3}")) {
        throw new CurlException(1, "Received HTTP/0.9 when not allowed");
      }
      return Integer.parseInt(words[1]);
    }

    Optional<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    }

    String text() {
      var text = new StringBuilder(statusLine).append("\r\n");
      headers.forEach(line -> text.append(line).append("\r\n"));
      return text.append("\r\n").toString();
    }
  }

  private final InputStream in;

  HttpExchange(InputStream in) {
    this.in = in;
  }

  static void send(
      OutputStream out, String method, String target, List<String> headers, byte[] body)
      throws IOException {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    var message = new ByteArrayOutputStream();
    message.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    message.writeBytes(body);
    out.write(message.toByteArray());
    out.flush();
  }

  /** Reads the head of the final response; those with 1xx before it are passed over. */
  Head readHead() throws IOException {
    Head head = readOneHead();
    while (head.status() / 100 == 1 && head.status() != 101) {
      head = readOneHead();
    }
    return head;
  }

  private Head readOneHead() throws IOException {
    String first = readLine().orElseThrow(() -> new CurlException(52, "Empty reply from server"));
    if (!first.startsWith("HTTP/")) {
      throw new CurlException(1, "Received HTTP/0.9 when not allowed");
    }
    var headers = new ArrayList<String>();
    for (String line = readLine().orElse(""); !line.isEmpty(); line = readLine().orElse("")) {
      headers.add(line);
    }
    return new Head(first, List.copyOf(headers));
  }

  /** Copies the body, as it comes, without its chunks. */
  void copyBody(Head head, String method, OutputStream out) throws IOException {
    int status = head.status();
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return;
    }
    boolean chunked =
        head.header("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT).contains("chunked");
    Optional<String> length = head.header("Content-Length");
    if (chunked) {
      copyChunks(out);
    } else if (length.isPresent()) {
      copy(out, Long.parseLong(length.get()));
    } else {
      copyToEnd(out);
    }
  }

  private void copyChunks(OutputStream out) throws IOException {
    while (true) {
      String line = readLine().orElseThrow(EOFException::new);
      long size = Long.parseLong(line.replaceFirst(";.*", "").strip(), 16);
      if (size == 0) {
        while (!readLine().orElse("").isEmpty()) {
          // Trailers end with an empty line.
        }
        return;
      }
      copy(out, size);
      readLine();
    }
  }

  private void copy(OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[8192];
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new CurlException(18, "end of response with " + left + " bytes missing");
      }
      out.write(buffer, 0, count);
      out.flush();
      left -= count;
    }
  }

  private void copyToEnd(OutputStream out) throws IOException {
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      out.flush();
    }
  }

  private Optional<String> readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}

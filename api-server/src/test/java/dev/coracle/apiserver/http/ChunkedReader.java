// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An HTTP answer as it comes over the wire: its head, then chunk by chunk. */
final class ChunkedReader implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final List<String> head = new ArrayList<>();
  private final StringBuilder pending = new StringBuilder();
  private boolean begun;
  private boolean ended;

  ChunkedReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
  }

  List<String> head() {
    return head;
  }

  /** The bytes of the next chunk; empty for the last one. */
  String chunk() throws IOException {
    // The end of a chunk may come only with the next one.
    String size = begun ? line() + line() : line();
    begun = true;
    byte[] bytes = in.readNBytes(Integer.parseInt(size, 16));
    ended |= bytes.length == 0;
    return new String(bytes, UTF_8);
  }

  /** The next line of the body. */
  String bodyLine() throws IOException {
    while (pending.indexOf("\n") < 0) {
      assertThat(ended).as("the body has ended after " + pending).isFalse();
      pending.append(chunk());
    }
    String line = pending.substring(0, pending.indexOf("\n"));
    pending.delete(0, line.length() + 1);
    return line;
  }

  JsonNode event() throws IOException {
    return Json.parse(bodyLine());
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended after: " + line.toString(UTF_8));
      }
      line.write(b);
    }
    return line.toString(UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** JSON text that grows at its end, by documents that are copied as they are. */
final class DocumentBuffer {

  private ByteBuffer text;

  DocumentBuffer(int expected) {
    text = ByteBuffer.allocate(expected);
  }

  DocumentBuffer put(String json) {
    return put(ByteBuffer.wrap(json.getBytes(UTF_8)));
  }

  DocumentBuffer put(byte[] json, int length) {
    return put(ByteBuffer.wrap(json, 0, length));
  }

  /** Appends what is left of a buffer. */
  DocumentBuffer put(ByteBuffer json) {
    int length = text.position() + json.remaining();
    if (length > text.capacity()) {
      text = ByteBuffer.allocate(Math.max(length, 2 * text.capacity())).put(text.flip());
    }
    text.put(json);
    return this;
  }

  boolean isEmpty() {
    return text.position() == 0;
  }

  /** All of it, to be read; nothing can be appended any more. */
  ByteBuffer end() {
    return text.flip();
  }

  /** The bytes of a buffer as an array: its own where it is the whole of one. */
  static byte[] array(ByteBuffer json) {
    if (json.hasArray() && json.arrayOffset() == 0 && json.remaining() == json.array().length) {
      return json.array();
    }
    byte[] bytes = new byte[json.remaining()];
    json.get(json.position(), bytes);
    return bytes;
  }
}

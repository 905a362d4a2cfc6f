// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one protobuf message, written in order. Empty values are left out, as proto3 does.
 */
final class ProtobufWriter {

  private static final int VARINT = 0;
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtobufWriter text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufWriter bool(int field, boolean value) {
    if (value) {
      varint(field << 3 | VARINT);
      out.write(1);
    }
    return this;
  }

  /** A message is written even when it is empty: that it is there says something. */
  ProtobufWriter message(int field, ProtobufWriter value) {
    return bytes(field, value.toBytes());
  }

  private ProtobufWriter bytes(int field, byte[] value) {
    varint(field << 3 | LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(int value) {
    int left = value;
    while (left > 0x7f) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A cursor over the fields of one protobuf message. */
public final class ProtobufWire {
  static final ProtobufWire EMPTY = new ProtobufWire(new byte[0], 0, 0);

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int tag;

  public ProtobufWire(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  public boolean next() {
    if (!hasMore()) {
      return false;
    }
    tag = (int) varint();
    return true;
  }

  public int field() {
    return tag >>> 3;
  }

  boolean isMessage() {
    return (tag & 7) == LENGTH;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint is longer than 64 bits");
  }

  double fixed64() {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits |= (bytes[at++] & 0xffL) << (8 * i);
    }
    return Double.longBitsToDouble(bits);
  }

  ProtobufWire message() {
    int length = (int) varint();
    if (length < 0 || length > end - at) {
      throw new IllegalArgumentException("length " + length + " is beyond the message");
    }
    ProtobufWire inner = new ProtobufWire(bytes, at, at + length);
    at += length;
    return inner;
  }

  public byte[] bytes() {
    ProtobufWire inner = message();
    return Arrays.copyOfRange(bytes, inner.at, inner.end);
  }

  String string() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public void skip() {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> at += Long.BYTES;
      case LENGTH -> message();
      case FIXED32 -> at += Integer.BYTES;
      default -> throw new IllegalArgumentException("unknown wire type " + (tag & 7));
    }
  }
}

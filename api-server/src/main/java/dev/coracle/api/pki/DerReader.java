// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.math.BigInteger;
import java.util.Arrays;

/** A cursor over the values that lie one after the other in some DER bytes. */
final class DerReader {

  private final byte[] bytes;
  private int position;

  DerReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasNext() {
    return position < bytes.length;
  }

  /** The tag of the next value, or -1 at the end. */
  int peek() {
    return hasNext() ? bytes[position] & 0xff : -1;
  }

  /** The next value: its tag, its content, and the bytes of both. */
  Value next() {
    int start = position;
    int tag = readByte();
    int length = readLength();
    if (length < 0 || length > bytes.length - position) {
      throw new IllegalArgumentException("DER value of " + length + " bytes is cut short");
    }
    int from = position;
    position += length;
    return new Value(
        tag, Arrays.copyOfRange(bytes, from, position), Arrays.copyOfRange(bytes, start, position));
  }

  Value next(int tag) {
    if (peek() != tag) {
      throw new IllegalArgumentException(
          "DER tag: 0x%02x (expected: 0x%02x)".formatted(peek() & 0xff, tag));
    }
    return next();
  }

  private int readByte() {
    if (!hasNext()) {
      throw new IllegalArgumentException("DER ends in the middle of a value");
    }
    return bytes[position++] & 0xff;
  }

  private int readLength() {
    int first = readByte();
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 4) {
      throw new IllegalArgumentException("DER length of " + count + " bytes (expected: 1-4)");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | readByte();
    }
    return length;
  }

  /** One DER value. */
  static final class Value {
    private final int tag;
    private final byte[] content;
    private final byte[] encoded;

    private Value(int tag, byte[] content, byte[] encoded) {
      this.tag = tag;
      this.content = content;
      this.encoded = encoded;
    }

    int tag() {
      return tag;
    }

    byte[] content() {
      return content;
    }

    byte[] encoded() {
      return encoded;
    }

    DerReader reader() {
      return new DerReader(content);
    }

    BigInteger number() {
      return new BigInteger(content);
    }

    /** The bytes of a bit string without its count of unused bits. */
    byte[] bits() {
      return Arrays.copyOfRange(content, 1, content.length);
    }

    String oid() {
      var dotted = new StringBuilder();
      long arc = 0;
      for (byte b : content) {
        arc = arc << 7 | (b & 0x7f);
        if (b >= 0) {
          appendArc(dotted, arc);
          arc = 0;
        }
      }
      return dotted.toString();
    }

    private static void appendArc(StringBuilder dotted, long arc) {
      if (!dotted.isEmpty()) {
        dotted.append('.').append(arc);
        return;
      }
      long root = Math.min(arc / 40, 2);
      dotted.append(root).append('.').append(arc - root * 40);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;

/** The few DER encodings a certificate is made of: each method returns one whole value. */
final class Der {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int BMP_STRING = 0x1e;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

  private Der() {}

  static byte[] sequence(byte[]... values) {
    return value(SEQUENCE, concat(values));
  }

  static byte[] sequence(Collection<byte[]> values) {
    return sequence(values.toArray(byte[][]::new));
  }

  static byte[] set(byte[]... values) {
    return value(SET, concat(values));
  }

  static byte[] integer(long number) {
    return integer(BigInteger.valueOf(number));
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] bool(boolean truth) {
    return value(BOOLEAN, new byte[] {(byte) (truth ? 0xff : 0)});
  }

  static byte[] nil() {
    return value(NULL, new byte[0]);
  }

  static byte[] utf8(String text) {
    return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] octets(byte[] content) {
    return value(OCTET_STRING, content);
  }

  static byte[] bits(byte[] content) {
    return bits(0, content);
  }

  static byte[] bits(int unused, byte[] content) {
    return value(BIT_STRING, concat(new byte[] {(byte) unused}, content));
  }

  /** A value under the context tag {@code [number]}, constructed. */
  static byte[] tagged(int number, byte[]... values) {
    return value(0xa0 | number, concat(values));
  }

  /** A primitive value whose own tag is replaced by {@code [number]}. */
  static byte[] implicit(int number, byte[] content) {
    return value(0x80 | number, content);
  }

  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    var content = new ByteArrayOutputStream();
    writeArc(content, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Long.parseLong(arcs[i]));
    }
    return value(OID, content.toByteArray());
  }

  /** RFC 5280 4.1.2.5: years before 2050 have two digits. */
  static byte[] time(Instant instant) {
    ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
    boolean twoDigits = utc.getYear() >= 1950 && utc.getYear() < 2050;
    String text = (twoDigits ? UTC : GENERALIZED).format(utc);
    return value(twoDigits ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] value(int tag, byte[] content) {
    var out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    writeLength(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(length >> shift);
    }
  }

  private static void writeArc(ByteArrayOutputStream out, long arc) {
    int groups = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(arc) + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      int group = (int) (arc >> (7 * i)) & 0x7f;
      out.write(i == 0 ? group : group | 0x80);
    }
  }
}

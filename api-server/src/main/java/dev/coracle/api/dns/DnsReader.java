// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads DNS messages, names decompressed; bytes that are no message are an exception. */
public final class DnsReader {

  private static final int OPT = DnsType.OPT.number();
  private static final int MAX_POINTERS = 64;

  private final byte[] bytes;
  private int at;
  private int extendedCode;
  private Optional<DnsMessage.Edns> edns = Optional.empty();

  private DnsReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a whole message.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static DnsMessage read(byte[] message) {
    try {
      return new DnsReader(message).message();
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("DNS message ends too early", e);
    }
  }

  private DnsMessage message() {
    int id = number(2);
    int flags = number(2);
    int[] counts = {number(2), number(2), number(2), number(2)};
    List<DnsQuestion> questions = new ArrayList<>();
    for (int i = 0; i < counts[0]; i++) {
      questions.add(new DnsQuestion(name(), new DnsType(number(2)), number(2)));
    }
    List<DnsRecord> answers = records(counts[1]);
    List<DnsRecord> authority = records(counts[2]);
    List<DnsRecord> additional = records(counts[3]);
    int code = extendedCode << 4 | flags & 0xf;
    return new DnsMessage(id, flags & ~0xf, code, questions, answers, authority, additional, edns);
  }

  private List<DnsRecord> records(int count) {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      record().ifPresent(records::add);
    }
    return records;
  }

  private Optional<DnsRecord> record() {
    String name = name();
    int type = number(2);
    int dnsClass = number(2);
    int ttl = number(4);
    int length = number(2);
    int end = at + length;
    if (type == OPT) {
      extendedCode = ttl >>> 24;
      edns = Optional.of(new DnsMessage.Edns(ttl >> 16 & 0xff, dnsClass, (ttl & 0x8000) != 0));
      at = end;
      return Optional.empty();
    }
    DnsType recordType = new DnsType(type);
    DnsData data = data(recordType, end);
    at = end;
    return Optional.of(new DnsRecord(name, recordType, ttl, data));
  }

  private DnsData data(DnsType type, int end) {
    if (type.equals(DnsType.A) || type.equals(DnsType.AAAA)) {
      return new DnsData.Address(IpAddress.of(raw(end)));
    } else if (type.equals(DnsType.CNAME) || type.equals(DnsType.NS) || type.equals(DnsType.PTR)) {
      return new DnsData.Target(name());
    } else if (type.equals(DnsType.SRV)) {
      return new DnsData.Srv(number(2), number(2), number(2), name());
    } else if (type.equals(DnsType.TXT)) {
      return texts(end);
    } else if (type.equals(DnsType.MX)) {
      return new DnsData.Mx(number(2), name());
    } else if (type.equals(DnsType.SOA)) {
      return new DnsData.Soa(
          name(),
          name(),
          Integer.toUnsignedLong(number(4)),
          number(4),
          number(4),
          number(4),
          number(4));
    }
    return DnsData.Raw.of(raw(end));
  }

  private DnsData texts(int end) {
    List<String> texts = new ArrayList<>();
    while (at < end) {
      int from = at + 1;
      at = from + (bytes[at] & 0xff);
      if (at > end) {
        throw new IndexOutOfBoundsException(at);
      }
      texts.add(new String(bytes, from, at - from, ISO_8859_1));
    }
    return new DnsData.Text(texts);
  }

  private byte[] raw(int end) {
    if (end < at || end > bytes.length) {
      throw new IndexOutOfBoundsException(end);
    }
    byte[] raw = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return raw;
  }

  private int number(int size) {
    int value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | bytes[at++] & 0xff;
    }
    return value;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    int position = at;
    int pointers = 0;
    int after = -1;
    for (int length = bytes[position] & 0xff; length != 0; length = bytes[position] & 0xff) {
      if (length >= 0xc0) {
        after = after < 0 ? position + 2 : after;
        position = (length & 0x3f) << 8 | bytes[position + 1] & 0xff;
        if (++pointers > MAX_POINTERS) {
          throw new IllegalArgumentException("DNS name points at itself");
        }
      } else {
        label(name, position + 1, length);
        position += length + 1;
      }
    }
    at = after < 0 ? position + 1 : after;
    return name.isEmpty() ? "." : name.toString();
  }

  private void label(StringBuilder name, int from, int length) {
    if (length > 63 || name.length() > 1024) {
      throw new IllegalArgumentException("DNS label of " + length + " bytes (expected: 1-63)");
    }
    for (char c : new String(bytes, from, length, ISO_8859_1).toCharArray()) {
      if (c == '.' || c == '\\') {
        name.append('\\').append(c);
      } else if (c < '!' || c > '~') {
        name.append(String.format(Locale.ROOT, "\\%03d", (int) c));
      } else {
        name.append(c);
      }
    }
    name.append('.');
  }
}

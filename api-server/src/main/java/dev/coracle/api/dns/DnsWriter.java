// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes DNS messages that fit into a size.
 *
 * <p>Names are compressed only when the message is long, as CoreDNS does it; what does not fit even
 * then is left out from the end, and the message says so.
 */
public final class DnsWriter {

  /** Messages up to this size are sent as they are: they fit into any packet. */
  public static final int UNCOMPRESSED = 1480;

  private static final int OPT_SIZE = 11;
  private static final int MAX_POINTER = 0x3fff;

  private byte[] out = new byte[512];
  private int size;
  private final Map<String, Integer> positions = new HashMap<>();
  private final boolean compress;

  private DnsWriter(boolean compress) {
    this.compress = compress;
  }

  /** The bytes of a message, at most {@code limit} of them. */
  public static byte[] write(DnsMessage message, int limit) {
    byte[] plain = new DnsWriter(false).whole(message);
    if (plain.length <= Math.min(limit, UNCOMPRESSED)) {
      return plain;
    }
    byte[] compressed = new DnsWriter(true).whole(message);
    return compressed.length <= limit ? compressed : fitting(message, limit);
  }

  private static byte[] fitting(DnsMessage message, int limit) {
    DnsWriter writer = new DnsWriter(true);
    writer.header(message.truncated(), new int[3]);
    message.questions().forEach(writer::question);
    int left = message.edns().isPresent() ? limit - OPT_SIZE : limit;
    List<DnsRecord> answers = writer.firstOf(message.answers(), left);
    boolean whole = answers.size() == message.answers().size();
    List<DnsRecord> authority = whole ? writer.firstOf(message.authority(), left) : List.of();
    whole &= authority.size() == message.authority().size();
    List<DnsRecord> additional = whole ? writer.firstOf(message.additional(), left) : List.of();
    return new DnsWriter(true).whole(message.truncated().with(answers, authority, additional));
  }

  /** The first records, as many as end before {@code limit}. */
  private List<DnsRecord> firstOf(List<DnsRecord> records, int limit) {
    List<DnsRecord> fitting = new ArrayList<>();
    for (DnsRecord each : records) {
      record(each);
      if (size > limit) {
        return fitting;
      }
      fitting.add(each);
    }
    return fitting;
  }

  private byte[] whole(DnsMessage message) {
    int[] counts = {
      message.answers().size(), message.authority().size(), message.additional().size()
    };
    header(message, counts);
    message.questions().forEach(this::question);
    message.answers().forEach(this::record);
    message.authority().forEach(this::record);
    message.additional().forEach(this::record);
    message.edns().ifPresent(edns -> opt(edns, message.code()));
    return Arrays.copyOf(out, size);
  }

  private void header(DnsMessage message, int[] counts) {
    number(message.id(), 2);
    number(message.flags() | message.code() & 0xf, 2);
    number(message.questions().size(), 2);
    number(counts[0], 2);
    number(counts[1], 2);
    number(counts[2] + (message.edns().isPresent() ? 1 : 0), 2);
  }

  private void question(DnsQuestion question) {
    name(question.name(), true);
    number(question.type().number(), 2);
    number(question.dnsClass(), 2);
  }

  private void opt(DnsMessage.Edns edns, int code) {
    put(0);
    number(DnsType.OPT.number(), 2);
    number(edns.udpSize(), 2);
    number(code >> 4 << 24 | edns.version() << 16 | (edns.dnssec() ? 0x8000 : 0), 4);
    number(0, 2);
  }

  private void record(DnsRecord each) {
    name(each.name(), true);
    number(each.type().number(), 2);
    number(DnsQuestion.IN, 2);
    number(each.ttl(), 4);
    int lengthAt = size;
    number(0, 2);
    data(each.data());
    int length = size - lengthAt - 2;
    out[lengthAt] = (byte) (length >> 8);
    out[lengthAt + 1] = (byte) length;
  }

  private void data(DnsData data) {
    if (data instanceof DnsData.Address address) {
      put(address.address().bytes());
    } else if (data instanceof DnsData.Target target) {
      name(target.name(), true);
    } else if (data instanceof DnsData.Srv srv) {
      number(srv.priority(), 2);
      number(srv.weight(), 2);
      number(srv.port(), 2);
      name(srv.target(), false);
    } else if (data instanceof DnsData.Mx mx) {
      number(mx.preference(), 2);
      name(mx.target(), true);
    } else if (data instanceof DnsData.Text text) {
      text.texts().forEach(this::text);
    } else if (data instanceof DnsData.Soa soa) {
      soa(soa);
    } else if (data instanceof DnsData.Raw raw) {
      put(raw.bytes());
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length > 255) {
      throw new IllegalArgumentException("DNS text of " + bytes.length + " bytes (expected: 255)");
    }
    put(bytes.length);
    put(bytes);
  }

  private void soa(DnsData.Soa soa) {
    name(soa.server(), true);
    name(soa.mailbox(), true);
    number((int) soa.serial(), 4);
    number(soa.refresh(), 4);
    number(soa.retry(), 4);
    number(soa.expire(), 4);
    number(soa.minimum(), 4);
  }

  private void put(byte[] bytes) {
    for (byte each : bytes) {
      put(each);
    }
  }

  private void put(int value) {
    if (size == out.length) {
      out = Arrays.copyOf(out, size * 2);
    }
    out[size++] = (byte) value;
  }

  private void number(int value, int length) {
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
      put(value >> shift);
    }
  }

  /** Writes a name; the targets of newer types must not be pointers (RFC 3597). */
  private void name(String name, boolean mayPoint) {
    String rest = name.equals(".") ? "" : name;
    while (!rest.isEmpty()) {
      Integer known = positions.get(rest.toLowerCase(Locale.ROOT));
      if (known != null && compress && mayPoint) {
        number(0xc000 | known, 2);
        return;
      }
      if (size <= MAX_POINTER) {
        positions.put(rest.toLowerCase(Locale.ROOT), size);
      }
      int end = labelEnd(rest);
      label(rest.substring(0, end));
      rest = end < rest.length() ? rest.substring(end + 1) : "";
    }
    put(0);
  }

  private void label(String text) {
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 3 < text.length() && Character.isDigit(text.charAt(i + 1))) {
        label.write(Integer.parseInt(text.substring(i + 1, i + 4)));
        i += 3;
      } else if (c == '\\' && i + 1 < text.length()) {
        label.write(text.charAt(++i));
      } else {
        label.write(c);
      }
    }
    if (label.size() < 1 || label.size() > 63) {
      throw new IllegalArgumentException("DNS label: " + text + " (expected: 1-63 bytes)");
    }
    put(label.size());
    put(label.toByteArray());
  }

  private static int labelEnd(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.') {
      end += name.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end, name.length());
  }
}

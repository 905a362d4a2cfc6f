// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A DNS message as a client needs it: a question to write, an answer to read (RFC 1035). */
record DnsMessage(int id, int flags, List<DnsRecord> answers, List<DnsRecord> authorities) {

  private static final Map<String, Integer> TYPES =
      Map.of(
          "A", 1, "NS", 2, "CNAME", 5, "SOA", 6, "PTR", 12, "MX", 15, "TXT", 16, "AAAA", 28, "SRV",
          33, "ANY", 255);
  private static final List<String> CODES =
      List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  /** One resource record, its data as text. */
  record DnsRecord(String name, int ttl, String type, String data) {}

  static boolean isType(String name) {
    return TYPES.containsKey(name);
  }

  static byte[] query(int id, String name, String type) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(12)
            .putShort((short) id)
            .putShort((short) 0x0100)
            .putShort((short) 1)
            .array());
    for (String label : name.split("\\.")) {
      if (!label.isEmpty()) {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    out.write(0);
    int number = TYPES.getOrDefault(type, 1);
    out.writeBytes(ByteBuffer.allocate(4).putShort((short) number).putShort((short) 1).array());
    return out.toByteArray();
  }

  static DnsMessage parse(byte[] bytes) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int id = in.getShort() & 0xffff;
      int flags = in.getShort() & 0xffff;
      int questions = in.getShort();
      int answers = in.getShort();
      int authorities = in.getShort();
      in.getShort();
      for (int i = 0; i < questions; i++) {
        name(in);
        in.getInt();
      }
      return new DnsMessage(id, flags, records(in, answers), records(in, authorities));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("malformed DNS message", e);
    }
  }

  String code() {
    int code = flags & 0xf;
    return code < CODES.size() ? CODES.get(code) : "RESERVED" + code;
  }

  boolean authoritative() {
    return (flags & 0x0400) != 0;
  }

  private static List<DnsRecord> records(ByteBuffer in, int count) throws IOException {
    var records = new ArrayList<DnsRecord>();
    for (int i = 0; i < count; i++) {
      String name = name(in);
      int type = in.getShort() & 0xffff;
      in.getShort();
      int ttl = in.getInt();
      int length = in.getShort() & 0xffff;
      int end = in.position() + length;
      String typeName =
          TYPES.entrySet().stream()
              .filter(entry -> entry.getValue() == type)
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse("TYPE" + type);
      records.add(new DnsRecord(name, ttl, typeName, data(in, typeName, length)));
      in.position(end);
    }
    return List.copyOf(records);
  }

  private static String data(ByteBuffer in, String type, int length) throws IOException {
    return switch (type) {
      case "A", "AAAA" -> {
        byte[] address = new byte[length];
        in.get(address);
        yield InetAddress.getByAddress(address).getHostAddress();
      }
      case "NS", "CNAME", "PTR" -> name(in);
      case "MX" -> in.getShort() + " " + name(in);
      case "SRV" ->
          in.getShort() + " " + in.getShort() + " " + (in.getShort() & 0xffff) + " " + name(in);
      case "SOA" ->
          name(in)
              + " "
              + name(in)
              + " "
              + in.getInt()
              + " "
              + in.getInt()
              + " "
              + in.getInt()
              + " "
              + in.getInt()
              + " "
              + in.getInt();
      case "TXT" -> {
        byte[] text = new byte[in.get() & 0xff];
        in.get(text);
        yield '"' + new String(text, StandardCharsets.UTF_8) + '"';
      }
      default -> "\\# " + length;
    };
  }

  // A pointer continues elsewhere; what follows the first one is the next field.
  private static String name(ByteBuffer in) {
    var name = new StringBuilder();
    ByteBuffer at = in;
    int hops = 0;
    for (int length = at.get() & 0xff; length != 0; length = at.get() & 0xff) {
      if (length >= 0xc0) {
        int target = (length & 0x3f) << 8 | (at.get() & 0xff);
        if (++hops > 32) {
          throw new IllegalArgumentException("name without end");
        }
        at = at.duplicate();
        at.position(target);
        continue;
      }
      byte[] label = new byte[length];
      at.get(label);
      name.append(new String(label, StandardCharsets.UTF_8)).append('.');
    }
    return name.isEmpty() ? "." : name.toString();
  }
}

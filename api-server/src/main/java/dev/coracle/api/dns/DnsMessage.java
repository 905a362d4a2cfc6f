// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import java.util.List;
import java.util.Optional;

/** A DNS message as it stands on the wire (RFC 1035), its OPT record taken apart (RFC 6891). */
public record DnsMessage(
    int id,
    int flags,
    int code,
    List<DnsQuestion> questions,
    List<DnsRecord> answers,
    List<DnsRecord> authority,
    List<DnsRecord> additional,
    Optional<Edns> edns) {

  public static final int HEADER = 12;
  public static final int RESPONSE = 0x8000;
  public static final int AUTHORITATIVE = 0x0400;
  public static final int TRUNCATED = 0x0200;
  public static final int RECURSION_DESIRED = 0x0100;
  public static final int RECURSION_AVAILABLE = 0x0080;
  public static final int CHECKING_DISABLED = 0x0010;
  private static final int OPCODE = 0x7800;

  /** What the OPT record says: version, the sender's UDP payload size, DNSSEC wanted. */
  public record Edns(int version, int udpSize, boolean dnssec) {}

  public DnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /** A query that wishes recursion, as programs without EDNS send it. */
  public static DnsMessage query(int id, DnsQuestion question) {
    return new DnsMessage(
        id,
        RECURSION_DESIRED,
        0,
        List.of(question),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** A query that wishes recursion, and says what it can take in one datagram. */
  public static DnsMessage query(int id, DnsQuestion question, int udpSize) {
    return new DnsMessage(
        id,
        RECURSION_DESIRED,
        0,
        List.of(question),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new Edns(0, udpSize, false)));
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  public int opcode() {
    return (flags & OPCODE) >> 11;
  }

  /** The head of the reply to this query: id, opcode, question, and the flags that are echoed. */
  public DnsMessage reply(int moreFlags, int replyCode) {
    int echoed = flags & (OPCODE | RECURSION_DESIRED | CHECKING_DISABLED);
    return new DnsMessage(
        id,
        RESPONSE | echoed | moreFlags,
        replyCode,
        questions,
        List.of(),
        List.of(),
        List.of(),
        edns.map(asked -> new Edns(0, asked.udpSize(), asked.dnssec())));
  }

  public DnsMessage with(
      List<DnsRecord> answer, List<DnsRecord> authorities, List<DnsRecord> extra) {
    return new DnsMessage(id, flags, code, questions, answer, authorities, extra, edns);
  }

  public DnsMessage truncated() {
    return new DnsMessage(
        id, flags | TRUNCATED, code, questions, answers, authority, additional, edns);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is answered to a question.
 *
 * @param authoritative said by the zone itself
 * @param recursive found out from somebody else
 * @param truncated whether more would have been answered elsewhere
 * @param pending a name outside the zone whose records belong behind the answer
 */
record DnsAnswer(
    DnsCode code,
    boolean authoritative,
    boolean recursive,
    boolean truncated,
    List<DnsRecord> answers,
    List<DnsRecord> authority,
    List<DnsRecord> additional,
    Optional<DnsQuestion> pending) {

  /** What a resolver says of a name that nobody knows. */
  static final DnsAnswer UNKNOWN_NAME =
      new DnsAnswer(
          DnsCode.NXDOMAIN, false, true, false, List.of(), List.of(), List.of(), Optional.empty());

  DnsAnswer {
    answers = List.copyOf(answers);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /** Records that the zone has. */
  static DnsAnswer of(List<DnsRecord> answers, List<DnsRecord> additional) {
    return new DnsAnswer(
        DnsCode.NOERROR, true, false, false, answers, List.of(), additional, Optional.empty());
  }

  /** The zone's word that there is nothing, with its SOA record. */
  static DnsAnswer nothing(DnsCode code, DnsRecord soa) {
    return new DnsAnswer(
        code, true, false, false, List.of(), List.of(soa), List.of(), Optional.empty());
  }

  /** Records that somebody else has. */
  static DnsAnswer foreign(List<DnsRecord> answers) {
    return new DnsAnswer(
        DnsCode.NOERROR, false, true, false, answers, List.of(), List.of(), Optional.empty());
  }

  /** A code alone. */
  static DnsAnswer refusal(DnsCode code) {
    return new DnsAnswer(
        code, false, false, false, List.of(), List.of(), List.of(), Optional.empty());
  }

  /** This answer, which still lacks the records of another name. */
  DnsAnswer awaiting(DnsQuestion other) {
    return new DnsAnswer(
        code,
        authoritative,
        recursive,
        truncated,
        answers,
        authority,
        additional,
        Optional.of(other));
  }

  /** This answer with the records of the name it lacked. */
  DnsAnswer completedBy(DnsAnswer other) {
    List<DnsRecord> all = Stream.concat(answers.stream(), other.answers.stream()).toList();
    return new DnsAnswer(
        code,
        authoritative,
        recursive,
        truncated || other.truncated,
        all,
        authority,
        additional,
        Optional.empty());
  }

  DnsAnswer withAnswers(List<DnsRecord> others) {
    return new DnsAnswer(
        code, authoritative, recursive, truncated, others, authority, additional, pending);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.RecentLog;
import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsReader;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.dns.DnsWriter;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.NetworkState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The way of a question: the cluster's zones first, then everybody else in order; a name that
 * nobody knows does not exist. What was asked is remembered.
 */
final class DnsChain {

  private static final int REMEMBERED = 1000;
  private static final int SMALLEST_UDP = 512;
  private static final int LARGEST = 65535;
  private static final int RESPONSE_BIT = 0x80;

  private final Zone zone;
  private final Supplier<NetworkState> state;
  private final List<DnsUpstream> upstreams;
  private final Time time;
  private final AtomicInteger turn = new AtomicInteger();
  private final RecentLog<DnsQuery> log;

  /** What a server knows by itself; empty where a name is not of its zones. */
  @FunctionalInterface
  interface Zone {

    Optional<DnsAnswer> answer(String name, DnsType type, NetworkState state);
  }

  DnsChain(Zone zone, Supplier<NetworkState> state, List<DnsUpstream> upstreams, Time time) {
    this(zone, state, upstreams, time, new RecentLog<>(REMEMBERED));
  }

  private DnsChain(
      Zone zone,
      Supplier<NetworkState> state,
      List<DnsUpstream> upstreams,
      Time time,
      RecentLog<DnsQuery> log) {
    this.zone = zone;
    this.state = state;
    this.upstreams = List.copyOf(upstreams);
    this.time = time;
    this.log = log;
  }

  /** The same way without the cluster's zones, for those who are not of the cluster. */
  DnsChain withoutZone() {
    return new DnsChain((name, type, any) -> Optional.empty(), state, upstreams, time, log);
  }

  void forgetQueries() {
    log.clear();
  }

  List<DnsQuery> queries() {
    return log.entries();
  }

  /** The reply to a message, or empty where it deserves none. */
  Optional<byte[]> reply(byte[] message, boolean tcp, IpAddress client) {
    if (message.length < DnsMessage.HEADER || (message[2] & RESPONSE_BIT) != 0) {
      return Optional.empty();
    }
    DnsMessage query;
    try {
      query = DnsReader.read(message);
    } catch (IllegalArgumentException e) {
      return Optional.of(formatError(message));
    }
    DnsMessage reply = reply(query, tcp, client);
    return Optional.of(DnsWriter.write(reply, tcp ? LARGEST : udpSize(query)));
  }

  private static byte[] formatError(byte[] message) {
    byte[] reply = new byte[DnsMessage.HEADER];
    reply[0] = message[0];
    reply[1] = message[1];
    reply[2] = (byte) (RESPONSE_BIT | message[2] & 0x79);
    reply[3] = (byte) DnsCode.FORMERR.number();
    return reply;
  }

  private static int udpSize(DnsMessage query) {
    return query.edns().map(edns -> Math.max(SMALLEST_UDP, edns.udpSize())).orElse(SMALLEST_UDP);
  }

  private DnsMessage reply(DnsMessage query, boolean tcp, IpAddress client) {
    DnsAnswer answer = answer(query, tcp);
    query.questions().stream()
        .findFirst()
        .ifPresent(question -> remember(question, answer, tcp, client));
    int flags =
        (answer.authoritative() ? DnsMessage.AUTHORITATIVE : 0)
            | (answer.recursive() ? DnsMessage.RECURSION_AVAILABLE : 0)
            | (answer.truncated() ? DnsMessage.TRUNCATED : 0);
    return query
        .reply(flags, answer.code().number())
        .with(inTurn(answer.answers()), answer.authority(), answer.additional());
  }

  private DnsAnswer answer(DnsMessage query, boolean tcp) {
    if (query.opcode() != 0) {
      return DnsAnswer.refusal(DnsCode.NOTIMP);
    } else if (query.edns().map(edns -> edns.version() != 0).orElse(false)) {
      return DnsAnswer.refusal(DnsCode.BADVERS);
    } else if (query.questions().isEmpty()) {
      return DnsAnswer.refusal(DnsCode.SERVFAIL);
    }
    DnsQuestion question = query.questions().get(0);
    return question.dnsClass() == DnsQuestion.IN
        ? resolve(question, tcp)
        : DnsAnswer.refusal(DnsCode.REFUSED);
  }

  /** The answer to a question, wherever it comes from. */
  DnsAnswer resolve(DnsQuestion question, boolean tcp) {
    Optional<DnsAnswer> own = zone.answer(question.name(), question.type(), state.get());
    if (own.isEmpty()) {
      return ask(question, tcp);
    }
    DnsAnswer answer = own.get();
    return answer.pending().map(other -> complete(answer, other, tcp)).orElse(answer);
  }

  private DnsAnswer complete(DnsAnswer alias, DnsQuestion other, boolean tcp) {
    DnsAnswer behind = resolve(other, tcp);
    return behind.code().equals(DnsCode.SERVFAIL)
        ? alias.withAnswers(List.of()).completedBy(DnsAnswer.foreign(List.of()))
        : alias.completedBy(behind);
  }

  private DnsAnswer ask(DnsQuestion question, boolean tcp) {
    boolean transfer = question.type().equals(DnsType.AXFR) || question.type().equals(DnsType.IXFR);
    if (transfer) {
      return DnsAnswer.refusal(DnsCode.REFUSED);
    }
    try {
      for (DnsUpstream upstream : upstreams) {
        Optional<DnsAnswer> answer = upstream.answer(question, tcp);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      return DnsAnswer.UNKNOWN_NAME;
    } catch (IOException e) {
      return DnsAnswer.refusal(DnsCode.SERVFAIL);
    }
  }

  /** The records with the addresses turned by one each time, so that clients spread. */
  private List<DnsRecord> inTurn(List<DnsRecord> records) {
    List<DnsRecord> names = records.stream().filter(each -> !each.isAddress()).toList();
    List<DnsRecord> addresses =
        new ArrayList<>(records.stream().filter(DnsRecord::isAddress).toList());
    if (addresses.size() < 2) {
      return records;
    }
    Collections.rotate(addresses, turn.getAndIncrement());
    List<DnsRecord> all = new ArrayList<>(names);
    all.addAll(addresses);
    return all;
  }

  private void remember(DnsQuestion question, DnsAnswer answer, boolean tcp, IpAddress client) {
    log.add(
        new DnsQuery(
            time.now(),
            client,
            question.name(),
            question.type().name(),
            tcp ? "tcp" : "udp",
            answer.code().name(),
            answer.answers().size()));
  }
}

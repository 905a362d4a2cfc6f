// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.network.Hosts;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The names outside the cluster that a test has told the DNS server. */
final class DnsHosts implements Hosts {

  private static final int TTL = 30;

  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();

  DnsHosts() {}

  @Override
  public DnsHosts add(String name, InetAddress... all) {
    addresses.put(normal(name), List.of(all));
    return this;
  }

  @Override
  public DnsHosts remove(String name) {
    addresses.remove(normal(name));
    return this;
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }

  /** What is known about a question, if its name is. */
  Optional<DnsAnswer> answer(DnsQuestion question) {
    if (question.type().equals(DnsRecordType.PTR)) {
      return DnsReverse.parse(question.name()).flatMap(ip -> names(question, ip));
    }
    return Optional.ofNullable(addresses.get(normal(question.name())))
        .map(known -> DnsAnswer.foreign(records(question, known)));
  }

  private static List<DnsRecord> records(DnsQuestion question, List<InetAddress> known) {
    return known.stream()
        .map(ip -> DnsRecord.address(question.name(), TTL, ip))
        .filter(each -> each.type().equals(question.type()))
        .toList();
  }

  private Optional<DnsAnswer> names(DnsQuestion question, InetAddress ip) {
    List<DnsRecord> names =
        addresses.entrySet().stream()
            .filter(entry -> entry.getValue().contains(ip))
            .map(e -> DnsRecord.target(question.name(), DnsRecordType.PTR, TTL, e.getKey()))
            .toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(DnsAnswer.foreign(names));
  }
}

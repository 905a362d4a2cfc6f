// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsReverse;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Hosts;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The names outside the cluster that a test has told the DNS server. */
final class DnsHosts implements Hosts {

  private static final int TTL = 30;

  private final Map<String, List<IpAddress>> addresses = new ConcurrentHashMap<>();

  DnsHosts() {}

  @Override
  public DnsHosts add(String name, InetAddress... all) {
    addresses.put(normal(name), Stream.of(all).map(IpAddress::of).toList());
    return this;
  }

  @Override
  public DnsHosts remove(String name) {
    addresses.remove(normal(name));
    return this;
  }

  void clear() {
    addresses.clear();
  }

  /** Every name, without a dot at its end. */
  List<String> names() {
    return addresses.keySet().stream().map(each -> each.substring(0, each.length() - 1)).toList();
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }

  /** What is known about a question, if its name is. */
  Optional<DnsAnswer> answer(DnsQuestion question) {
    if (question.type().equals(DnsType.PTR)) {
      return DnsReverse.parse(question.name()).flatMap(ip -> names(question, ip));
    }
    return Optional.ofNullable(addresses.get(normal(question.name())))
        .map(known -> DnsAnswer.foreign(records(question, known)));
  }

  private static List<DnsRecord> records(DnsQuestion question, List<IpAddress> known) {
    return known.stream()
        .map(ip -> DnsRecord.address(question.name(), TTL, ip))
        .filter(each -> each.type().equals(question.type()))
        .toList();
  }

  private Optional<DnsAnswer> names(DnsQuestion question, IpAddress ip) {
    List<DnsRecord> names =
        addresses.entrySet().stream()
            .filter(entry -> entry.getValue().contains(ip))
            .map(e -> DnsRecord.target(question.name(), DnsType.PTR, TTL, e.getKey()))
            .toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(DnsAnswer.foreign(names));
  }
}

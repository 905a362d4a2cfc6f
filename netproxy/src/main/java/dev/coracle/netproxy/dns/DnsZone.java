// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsData;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsReverse;
import dev.coracle.api.dns.DnsType;
import dev.coracle.netproxy.dns.DnsLookup.Entry;
import dev.coracle.netproxy.route.NetworkState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names of the cluster: what a question about them is answered, as the {@code kubernetes}
 * plugin of CoreDNS answers it.
 *
 * <p>Pure: the same question and state give the same answer. Owner names repeat the case of the
 * question, targets that are made here are lower-case up to the zone, whose case is repeated too.
 */
final class DnsZone {

  private static final String SCHEMA_VERSION = "1.1.0";
  private static final int SCHEMA_TTL = 28800;
  private static final int MOST_ALIASES = 10;

  private final DnsConfig config;

  DnsZone(DnsConfig config) {
    this.config = config;
  }

  /** The answer, or empty where the name is somebody else's to answer. */
  Optional<DnsAnswer> answer(String name, DnsType type, NetworkState state) {
    if (isBelow(name, config.zone())) {
      return Optional.of(new Asked(name, config.zone(), type, state).answer());
    }
    return config.reverseZones().stream()
        .filter(zone -> isBelow(name, zone))
        .findFirst()
        .flatMap(zone -> reverse(new Asked(name, zone, type, state)));
  }

  private Optional<DnsAnswer> reverse(Asked asked) {
    DnsAnswer answer = asked.reverseAnswer();
    boolean known = answer.code().equals(DnsCode.NOERROR);
    boolean transfer = answer.code().equals(DnsCode.REFUSED);
    return known || transfer || !config.fallThrough() ? Optional.of(answer) : Optional.empty();
  }

  private static boolean isBelow(String name, String zone) {
    int start = name.length() - zone.length();
    return name.regionMatches(true, start, zone, 0, zone.length())
        && (start == 0 || name.charAt(start - 1) == '.');
  }

  /** One question about a name of a zone. */
  private final class Asked {

    private final String name;
    private final String zone;
    private final String relative;
    private final DnsType type;
    private final NetworkState state;
    private final DnsLookup lookup;

    Asked(String name, String zone, DnsType type, NetworkState state) {
      int split = name.length() - zone.length();
      this.name = name;
      this.zone = name.substring(split);
      this.relative = split == 0 ? "" : name.substring(0, split - 1);
      this.type = type;
      this.state = state;
      this.lookup = new DnsLookup(config, state);
    }

    DnsAnswer answer() {
      if (isTransfer()) {
        return DnsAnswer.refusal(DnsCode.REFUSED);
      }
      if (type.equals(DnsType.SOA)) {
        return isApex() ? DnsAnswer.of(List.of(soa()), List.of()) : noData();
      }
      if (type.equals(DnsType.NS) && isApex()) {
        return nameServers();
      }
      DnsName parsed = DnsName.parse(relative);
      if (type.equals(DnsType.TXT)) {
        return text(parsed);
      }
      return lookup.find(parsed).map(this::records).orElseGet(this::noName);
    }

    private boolean isTransfer() {
      return type.equals(DnsType.AXFR) || type.equals(DnsType.IXFR);
    }

    private boolean isApex() {
      return relative.isEmpty();
    }

    private DnsAnswer records(List<Entry> entries) {
      if (type.equals(DnsType.A) || type.equals(DnsType.AAAA)) {
        return addresses(entries);
      } else if (type.equals(DnsType.SRV)) {
        return services(entries);
      } else if (type.equals(DnsType.CNAME)) {
        return alias(entries);
      }
      return noData();
    }

    private DnsAnswer addresses(List<Entry> entries) {
      List<DnsRecord> found = new ArrayList<>();
      Optional<DnsQuestion> pending = addresses(name, entries, found, new LinkedHashSet<>());
      if (found.isEmpty()) {
        return noData();
      }
      DnsAnswer answer = DnsAnswer.of(found, List.of());
      return pending.map(answer::awaiting).orElse(answer);
    }

    /** Collects the records of a name; answers the name outside the zone where they go on. */
    private Optional<DnsQuestion> addresses(
        String owner, List<Entry> entries, List<DnsRecord> found, Set<String> aliases) {
      Set<DnsRecord> records = new LinkedHashSet<>();
      for (Entry entry : entries) {
        if (entry instanceof Entry.External external) {
          return follow(owner, external.target(), found, aliases);
        }
        endpointOf(entry, owner).ifPresent(records::add);
      }
      found.addAll(records);
      return Optional.empty();
    }

    private Optional<DnsRecord> endpointOf(Entry entry, String owner) {
      return entry instanceof Entry.Address endpoint
          ? Optional.of(DnsRecord.address(owner, config.ttl(), endpoint.ip()))
              .filter(each -> each.type().equals(type))
          : Optional.empty();
    }

    private Optional<DnsQuestion> follow(
        String owner, String target, List<DnsRecord> found, Set<String> aliases) {
      DnsRecord cname = DnsRecord.target(owner, DnsType.CNAME, config.ttl(), target);
      boolean isNew = aliases.add(owner.toLowerCase(Locale.ROOT));
      if (!isNew || aliases.size() > MOST_ALIASES || owner.equalsIgnoreCase(target)) {
        return Optional.empty();
      }
      if (!isBelow(target, zone)) {
        found.add(cname);
        return Optional.of(DnsQuestion.of(target, type));
      }
      String below = new Asked(target, zone, type, state).relative;
      List<DnsRecord> behind = new ArrayList<>();
      List<Entry> entries = lookup.find(DnsName.parse(below)).orElse(List.of());
      Optional<DnsQuestion> pending = addresses(target, entries, behind, aliases);
      // An alias that leads nowhere within the zone is not shown.
      if (!behind.isEmpty()) {
        found.add(cname);
        found.addAll(behind);
      }
      return pending;
    }

    private DnsAnswer alias(List<Entry> entries) {
      return entries.stream()
          .filter(Entry.External.class::isInstance)
          .map(Entry.External.class::cast)
          .findFirst()
          .map(e -> DnsRecord.target(name, DnsType.CNAME, config.ttl(), e.target()))
          .map(cname -> DnsAnswer.of(List.of(cname), List.of()))
          .orElseGet(this::noData);
    }

    private DnsAnswer services(List<Entry> entries) {
      Set<DnsRecord> found = new LinkedHashSet<>();
      Set<DnsRecord> extra = new LinkedHashSet<>();
      // The weight is shared among all entries, also those that become one record.
      int weight = entries.isEmpty() ? 0 : Math.max(1, 100 / entries.size());
      for (Entry entry : entries) {
        if (entry instanceof Entry.Address e && e.port() != Entry.Address.NO_PORT) {
          String target = e.name() + "." + zone;
          DnsData srv = new DnsData.Srv(0, weight, e.port(), target);
          found.add(new DnsRecord(name, DnsType.SRV, config.ttl(), srv));
          extra.add(DnsRecord.address(target, config.ttl(), e.ip()));
        }
      }
      return found.isEmpty() ? noData() : DnsAnswer.of(List.copyOf(found), List.copyOf(extra));
    }

    private DnsAnswer nameServers() {
      Set<DnsRecord> found = new LinkedHashSet<>();
      Set<DnsRecord> glue = new LinkedHashSet<>();
      for (Entry entry : lookup.nameServer()) {
        if (entry instanceof Entry.Address e) {
          String target = e.name() + "." + zone;
          found.add(DnsRecord.target(name, DnsType.NS, config.ttl(), target));
          glue.add(DnsRecord.address(target, config.ttl(), e.ip()));
        }
      }
      return found.isEmpty() ? noData() : DnsAnswer.of(List.copyOf(found), List.copyOf(glue));
    }

    private DnsAnswer text(DnsName parsed) {
      if (parsed instanceof DnsName.Version) {
        DnsData version = new DnsData.Text(List.of(SCHEMA_VERSION));
        return DnsAnswer.of(
            List.of(new DnsRecord(name, DnsType.TXT, SCHEMA_TTL, version)), List.of());
      }
      // CoreDNS denies these names when it is asked for texts, and only then.
      boolean denied = parsed instanceof DnsName.Empty || parsed instanceof DnsName.Namespace;
      return denied || lookup.find(parsed).isEmpty() ? noName() : noData();
    }

    DnsAnswer reverseAnswer() {
      if (isTransfer()) {
        return DnsAnswer.refusal(DnsCode.REFUSED);
      }
      if (type.equals(DnsType.SOA)) {
        return isApex() ? DnsAnswer.of(List.of(soa()), List.of()) : noData();
      }
      if (isApex()) {
        return type.equals(DnsType.NS) ? nameServers() : noData();
      }
      return type.equals(DnsType.PTR) ? pointers() : noName();
    }

    private DnsAnswer pointers() {
      List<DnsRecord> found =
          DnsReverse.parse(name).map(lookup::namesOf).orElse(List.of()).stream()
              .map(host -> host + "." + config.zone())
              .map(host -> DnsRecord.target(name, DnsType.PTR, config.ttl(), host))
              .toList();
      return found.isEmpty() ? noName() : DnsAnswer.of(found, List.of());
    }

    private DnsAnswer noData() {
      return DnsAnswer.nothing(DnsCode.NOERROR, soa());
    }

    private DnsAnswer noName() {
      // Before everything has been seen, nobody can say that a name does not exist.
      return DnsAnswer.nothing(state.synced() ? DnsCode.NXDOMAIN : DnsCode.SERVFAIL, soa());
    }

    private DnsRecord soa() {
      DnsData data =
          new DnsData.Soa(
              "ns.dns." + zone,
              "hostmaster." + zone,
              state.serial(),
              7200,
              1800,
              86400,
              config.ttl());
      return new DnsRecord(zone, DnsType.SOA, Math.min(config.ttl(), 300), data);
    }
  }
}

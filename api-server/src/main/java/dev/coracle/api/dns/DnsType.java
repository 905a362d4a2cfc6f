// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of a resource record, by its number.
 *
 * @see <a href="https://www.iana.org/assignments/dns-parameters/">DNS parameters</a>
 */
public record DnsType(int number) {

  public static final DnsType A = new DnsType(1);
  public static final DnsType NS = new DnsType(2);
  public static final DnsType CNAME = new DnsType(5);
  public static final DnsType SOA = new DnsType(6);
  public static final DnsType PTR = new DnsType(12);
  public static final DnsType HINFO = new DnsType(13);
  public static final DnsType MX = new DnsType(15);
  public static final DnsType TXT = new DnsType(16);
  public static final DnsType AAAA = new DnsType(28);
  public static final DnsType SRV = new DnsType(33);
  public static final DnsType OPT = new DnsType(41);
  public static final DnsType SVCB = new DnsType(64);
  public static final DnsType HTTPS = new DnsType(65);
  public static final DnsType IXFR = new DnsType(251);
  public static final DnsType AXFR = new DnsType(252);
  public static final DnsType ANY = new DnsType(255);
  public static final DnsType CAA = new DnsType(257);

  private static final Map<DnsType, String> NAMES =
      Map.ofEntries(
          Map.entry(A, "A"),
          Map.entry(NS, "NS"),
          Map.entry(CNAME, "CNAME"),
          Map.entry(SOA, "SOA"),
          Map.entry(PTR, "PTR"),
          Map.entry(HINFO, "HINFO"),
          Map.entry(MX, "MX"),
          Map.entry(TXT, "TXT"),
          Map.entry(AAAA, "AAAA"),
          Map.entry(SRV, "SRV"),
          Map.entry(OPT, "OPT"),
          Map.entry(SVCB, "SVCB"),
          Map.entry(HTTPS, "HTTPS"),
          Map.entry(IXFR, "IXFR"),
          Map.entry(AXFR, "AXFR"),
          Map.entry(ANY, "ANY"),
          Map.entry(CAA, "CAA"));
  private static final Map<String, DnsType> BY_NAME =
      NAMES.keySet().stream()
          .collect(Collectors.toUnmodifiableMap(NAMES::get, Function.identity()));

  /** The type with a name such as {@code AAAA}, in any case. */
  public static Optional<DnsType> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
  }

  /** Its name; of one without a name here, as RFC 3597 writes it: {@code TYPE99}. */
  public String name() {
    return NAMES.getOrDefault(this, "TYPE" + number);
  }

  @Override
  public String toString() {
    return name();
  }
}

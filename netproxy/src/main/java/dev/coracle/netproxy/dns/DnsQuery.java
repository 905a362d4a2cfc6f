// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.net.IpAddress;
import java.time.Instant;
import java.util.Locale;

/**
 * A question that the DNS server was asked, as its log remembers it.
 *
 * @param type the type of record, such as {@code AAAA}
 * @param transport {@code udp} or {@code tcp}
 * @param code how it was answered, such as {@code NXDOMAIN}
 * @param answers how many records the answer had
 */
public record DnsQuery(
    Instant at,
    IpAddress client,
    String name,
    String type,
    String transport,
    String code,
    int answers) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %s %s %s %s -> %s (%d)", at, client, transport, name, type, code, answers);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.NetworkState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The hosts of Ingresses, which lead to the Ingress controller: what whoever runs a real cluster
 * writes into the public DNS by hand, or has written there.
 *
 * @param address where the controller listens, once it does
 */
record IngressNames(Supplier<NetworkState> state, Supplier<Optional<IpAddress>> address)
    implements DnsUpstream {

  private static final int TTL = 30;

  @Override
  public Optional<DnsAnswer> answer(DnsQuestion question, boolean tcp) {
    String absolute = question.name();
    String name = absolute.endsWith(".") ? absolute.substring(0, absolute.length() - 1) : absolute;
    return address
        .get()
        .filter(known -> state.get().ingressRoutes().isHost(name))
        .map(known -> DnsAnswer.foreign(records(question, known)));
  }

  private static List<DnsRecord> records(DnsQuestion question, IpAddress known) {
    return Stream.of(DnsRecord.address(question.name(), TTL, known))
        .filter(each -> each.type().equals(question.type()))
        .toList();
  }
}

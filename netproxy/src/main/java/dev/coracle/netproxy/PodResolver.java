// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.dns.DnsResolver;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.dns.NetworkResolver;
import dev.coracle.netproxy.dns.ResolverConfig;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** Looks names up for Pods: a question is a flow of the Pod's, routed and judged as any other. */
final class PodResolver implements NetworkResolver {

  private final DnsServer server;
  private final DnsResolver resolver;
  private final Time time;
  private final Routes routes;
  private final AddressTable table;
  private final boolean patient;

  PodResolver(DnsServer server, Time time, Routes routes, AddressTable table) {
    this(server, time, routes, table, true);
  }

  private PodResolver(
      DnsServer server, Time time, Routes routes, AddressTable table, boolean patient) {
    this.server = server;
    this.resolver = new DnsResolver(server, this::route);
    this.time = time;
    this.routes = routes;
    this.table = table;
    this.patient = patient;
  }

  @Override
  public NetworkResolver hasty() {
    return new PodResolver(server, time, routes, table, false);
  }

  @Override
  public List<IpAddress> resolve(IpAddress from, ResolverConfig config, String name)
      throws IOException {
    return resolver.resolve(name, config, from);
  }

  private InetSocketAddress route(
      IpAddress client, IpAddress address, int port, boolean udp, Duration timeout)
      throws IOException {
    Destination destination = new Destination(address, port, udp ? Protocol.UDP : Protocol.TCP);
    Flow flow = routes.from(client, destination);
    Decision decision = routes.judge(flow);
    if (decision.isLost()) {
      // What is lost is worth an entry in the log, unlike each question.
      Decision logged = routes.decide(flow);
      if (patient) {
        await(timeout);
      }
      throw new SocketTimeoutException("no answer: " + logged);
    }
    return table.resolve(
        decision
            .endpoint(destination.protocol())
            .orElseThrow(() -> new ConnectException("Connection " + decision)));
  }

  private void await(Duration timeout) throws IOException {
    try {
      time.pass(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking for a name");
    }
  }
}

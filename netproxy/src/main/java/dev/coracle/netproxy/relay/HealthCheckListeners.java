// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.HealthCheck;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Node;
import dev.coracle.netproxy.route.Service;
import dev.coracle.network.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The health check ports of load-balanced Services with policy Local: on every node one, that tells
 * a load balancer whether the node has endpoints of its own. Runs on the network's loop.
 */
public final class HealthCheckListeners implements AutoCloseable {

  private static final int MAX_REQUEST = 64 << 10;

  private final Binder binder;
  private final Routes routes;
  private final ServiceListeners.Warnings warnings;
  private final Map<ObjectKey, Map<Wanted, BoundPort>> open = new HashMap<>();

  public HealthCheckListeners(Binder binder, Routes routes, ServiceListeners.Warnings warnings) {
    this.binder = binder;
    this.routes = routes;
    this.warnings = warnings;
  }

  private record Wanted(Destination at, ObjectKey service, String node) {}

  public void apply(NetworkChange change) {
    for (ObjectKey key : change.services()) {
      Map<Wanted, Service> wanted = wanted(key, change.state());
      Map<Wanted, BoundPort> own = open.computeIfAbsent(key, any -> new HashMap<>());
      for (Wanted one : Set.copyOf(own.keySet())) {
        if (!wanted.containsKey(one)) {
          own.remove(one).close();
        }
      }
      wanted.keySet().removeAll(own.keySet());
      wanted.forEach(this::listen);
      if (own.isEmpty()) {
        open.remove(key);
      }
    }
  }

  private Map<Wanted, Service> wanted(ObjectKey key, NetworkState state) {
    Map<Wanted, Service> wanted = new HashMap<>();
    state
        .service(key)
        .filter(HealthCheckListeners::isChecked)
        .ifPresent(service -> state.nodes().forEach(node -> want(wanted, service, node)));
    return wanted;
  }

  private static boolean isChecked(Service service) {
    return service.type().equals("LoadBalancer")
        && service.externalPolicyLocal()
        && service.healthCheckNodePort() > 0
        && !service.foreign();
  }

  private void want(Map<Wanted, Service> wanted, Service service, Node node) {
    for (IpAddress address : node.addresses()) {
      if (binder.offers(address)) {
        Destination at = new Destination(address, service.healthCheckNodePort(), Protocol.TCP);
        wanted.put(new Wanted(at, service.key(), node.name()), service);
      }
    }
  }

  private void listen(Wanted one, Service service) {
    try {
      BoundPort port = binder.tcp(one.at().address(), one.at().port(), new Server(one, routes));
      open.computeIfAbsent(one.service(), key -> new HashMap<>()).put(one, port);
      port.problem().ifPresent(problem -> warnings.warn(service, "PortNotBound", problem));
    } catch (IOException e) {
      warnings.warn(
          service,
          "FailedToStartServiceHealthcheck",
          "node "
              + one.node()
              + " failed to start healthcheck \""
              + service.key()
              + "\" on port "
              + one.at().port()
              + ": "
              + e.getMessage());
    }
  }

  @Override
  public void close() {
    open.values().forEach(own -> own.values().forEach(BoundPort::close));
    open.clear();
  }

  /** Prepares the channel of each client. */
  @ChannelHandler.Sharable
  private static final class Server extends ChannelInitializer<Channel> {

    private final Wanted one;
    private final Routes routes;

    Server(Wanted one, Routes routes) {
      this.one = one;
      this.routes = routes;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(MAX_REQUEST),
              new HealthCheckHandler(
                  () -> HealthCheck.of(one.service(), one.node(), routes.state())));
    }
  }
}

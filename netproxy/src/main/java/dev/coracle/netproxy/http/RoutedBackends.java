// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.IngressEndpoint;
import dev.coracle.network.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Connects the Ingress to endpoints. Its connections are its own, from its address, and are routed
 * and judged as everybody's.
 */
public final class RoutedBackends implements BackendDialer {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final IpAddress address;
  private final Time time;
  private final Routes routes;
  private final Dialer dialer;
  private final Names names;

  /** Looks the name up behind a Service of type ExternalName; may block. */
  @FunctionalInterface
  public interface Names {
    List<IpAddress> lookUp(String host) throws IOException;
  }

  /** A dialer for the Ingress at an address. */
  public RoutedBackends(IpAddress address, Time time, Routes routes, Dialer dialer, Names names) {
    this.address = address;
    this.time = time;
    this.routes = routes;
    this.dialer = dialer;
    this.names = names;
  }

  @Override
  public void dial(
      EventLoop loop,
      IngressEndpoint endpoint,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    var literal = IpAddress.parse(endpoint.ip());
    if (literal.isPresent()) {
      dial(loop, literal.get(), endpoint.port(), handler, done, failed);
      return;
    }
    time.work(
        "look up " + endpoint.ip(),
        () -> {
          try {
            IpAddress found = first(endpoint.ip());
            loop.execute(() -> dial(loop, found, endpoint.port(), handler, done, failed));
          } catch (IOException e) {
            loop.execute(() -> failed.accept(e));
          }
        });
  }

  private IpAddress first(String host) throws IOException {
    return names.lookUp(host).stream()
        .findFirst()
        .orElseThrow(() -> new UnknownHostException(host));
  }

  private void dial(
      EventLoop loop,
      IpAddress ip,
      int port,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    Destination destination = new Destination(ip, port, Protocol.TCP);
    Flow flow = new Flow(address, Flow.Origin.OUTSIDE, "", destination);
    Decision decision = routes.decide(flow);
    if (decision.isLost()) {
      ConnectTimeoutException late = new ConnectTimeoutException("timed out: " + destination);
      time.spawn("no answer", () -> awaitNothing(() -> loop.execute(() -> failed.accept(late))));
      return;
    }
    dialer.dial(loop, flow, decision, handler, done, failed);
  }

  private void awaitNothing(Runnable then) {
    try {
      time.pass(PATIENCE);
      then.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    // Its connections are the network's, and end with it.
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Makes HTTP calls into the cluster without waiting for them. Each connection is routed and judged
 * like everybody's, goes to its endpoint without a socket in between, and is tried once.
 *
 * <p>An exchange belongs to the event loop of its connection.
 */
public final class HttpCaller implements AutoCloseable {

  private final EventLoops loops;
  private final Routes routes;
  private final Dialer dialer;
  private final Map<Way, Queue<Channel>> idle = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public HttpCaller(EventLoops loops, Routes routes, Dialer dialer) {
    this.loops = loops;
    this.routes = routes;
    this.dialer = dialer;
  }

  /** What connections must have in common to be used for each other. */
  private record Way(IpAddress from, Destination to) {}

  /**
   * Makes a call.
   *
   * @param done told what became of it, on an event loop
   */
  public void call(HttpCall call, Consumer<HttpOutcome> done) {
    Way way = new Way(call.from(), call.destination());
    Optional<Channel> kept = call.kept() ? takeIdle(way) : Optional.empty();
    EventLoop loop = kept.map(Channel::eventLoop).orElseGet(loops::next);
    HttpExchange exchange = new HttpExchange(call, loop, done, channel -> keep(way, channel));
    loop.execute(
        () -> {
          exchange.begin();
          kept.ifPresentOrElse(exchange::sendAgain, () -> dial(call, loop, exchange));
        });
  }

  private Optional<Channel> takeIdle(Way way) {
    Queue<Channel> waiting = idle.getOrDefault(way, new ConcurrentLinkedQueue<>());
    for (Channel next = waiting.poll(); next != null; next = waiting.poll()) {
      if (next.isActive()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private void keep(Way way, Channel channel) {
    if (closed) {
      channel.close();
    } else {
      idle.computeIfAbsent(way, w -> new ConcurrentLinkedQueue<>()).add(channel);
    }
  }

  private void dial(HttpCall call, EventLoop loop, HttpExchange exchange) {
    Flow flow = routes.from(call.from(), call.destination());
    Decision decision = routes.decide(flow);
    boolean denied = decision instanceof Decision.Deny;
    if (decision.isLost() && !(denied && flow.origin() == Flow.Origin.OUTSIDE)) {
      exchange.lost(decision.toString());
      return;
    }
    decision
        .endpoint(call.destination().protocol())
        .map(Destination::address)
        .ifPresent(address -> exchange.sentTo(address, routes.podAt(address)));
    dialer.dial(
        loop, flow, decision, new HttpExchangeHandlers(), exchange::connected, exchange::refused);
  }

  /** Ends the connections that wait for another call; calls that are under way go on. */
  @Override
  public void close() {
    closed = true;
    idle.values().forEach(queue -> queue.forEach(Channel::close));
    idle.clear();
  }
}

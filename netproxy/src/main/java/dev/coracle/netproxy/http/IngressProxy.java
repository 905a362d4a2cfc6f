// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.api.RecentLog;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.IngressBackend;
import dev.coracle.netproxy.route.IngressEndpoint;
import dev.coracle.netproxy.route.NetworkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What all connections of an Ingress server share. */
final class IngressProxy {

  private static final int REMEMBERED = 1000;
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private final Supplier<NetworkState> state;
  private final BackendDialer dialer;
  private final Time time;
  private final Loop timers;
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final RecentLog<IngressRequest> log = new RecentLog<>(REMEMBERED);

  IngressProxy(Supplier<NetworkState> state, BackendDialer dialer, Time time) {
    this.state = state;
    this.dialer = dialer;
    this.time = time;
    this.timers = time.loop("ingress timeouts");
  }

  NetworkState state() {
    return state.get();
  }

  BackendDialer dialer() {
    return dialer;
  }

  Time time() {
    return time;
  }

  /** Does something when an endpoint has not answered for as long as ingress-nginx waits. */
  Time.Timer whenSilent(Runnable task) {
    return timers.schedule(READ_TIMEOUT, "endpoint's answer", task);
  }

  RecentLog<IngressRequest> log() {
    return log;
  }

  /** The endpoints of a backend in the order in which a request tries them: round robin. */
  List<IngressEndpoint> inTurn(IngressBackend backend, List<IngressEndpoint> endpoints) {
    int turn =
        turns.computeIfAbsent(backend.group(), group -> new AtomicInteger()).getAndIncrement();
    List<IngressEndpoint> order = new ArrayList<>(endpoints);
    Collections.rotate(order, -Math.floorMod(turn, Math.max(1, order.size())));
    return order;
  }

  String nextRequestId() {
    return String.format(Locale.ROOT, "%032x", requests.incrementAndGet());
  }

  void close() {
    timers.close();
    dialer.close();
  }
}

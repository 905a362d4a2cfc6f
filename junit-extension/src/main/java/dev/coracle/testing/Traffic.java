// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * HTTP requests to a Service at fixed instants, whether it keeps up or not, while a test does
 * something to it.
 *
 * <pre>{@code
 * cluster
 *     .traffic("orders")
 *     .perSecond(200)
 *     .during(() -> cluster.setImage("deployment/orders", "orders", "shop/orders:2").awaitReady())
 *     .hasNoFailures();
 * }</pre>
 *
 * <p>A request that is due is sent although earlier ones have no answer yet, and its time counts
 * from when it was due: a slow target cannot hide that it is slow. None is tried twice. By default
 * there are 50 requests a second, each {@code GET /} over a connection of its own, which may take
 * five seconds; a status of 400 or more is a failure.
 */
public final class Traffic {

  private final Cluster cluster;
  private final Plan plan;

  /** What is sent, and how. */
  record Plan(
      ServiceTarget target,
      HttpMessage message,
      double perSecond,
      Duration timeout,
      boolean kept,
      IntPredicate expected) {

    static Plan of(ServiceTarget target) {
      return new Plan(
          target, HttpMessage.GET, 50, Duration.ofSeconds(5), false, status -> status < 400);
    }

    Plan with(ServiceTarget other) {
      return new Plan(other, message, perSecond, timeout, kept, expected);
    }

    Plan with(HttpMessage other) {
      return new Plan(target, other, perSecond, timeout, kept, expected);
    }
  }

  /** What a test does while there is traffic. */
  @FunctionalInterface
  public interface Action<X extends Exception> {

    /** Does it, on the thread of the test. */
    void run() throws X;
  }

  Traffic(Cluster cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  private Traffic with(Plan other) {
    return new Traffic(cluster, other);
  }

  /** How many requests there are each second. */
  public Traffic perSecond(double requests) {
    if (!(requests > 0 && requests <= 20_000)) {
      throw new IllegalArgumentException(
          "requests per second: " + requests + " (expected: more than 0, up to 20000)");
    }
    return with(
        new Plan(
            plan.target(), plan.message(), requests, plan.timeout(), plan.kept(), plan.expected()));
  }

  /** Another port of the Service, by its number; nobody has to say the only one. */
  public Traffic port(int number) {
    return with(plan.with(plan.target().withPort(String.valueOf(number))));
  }

  /** Another port of the Service, by its name. */
  public Traffic port(String name) {
    return with(plan.with(plan.target().withPort(requireNonNull(name, "name"))));
  }

  /**
   * Lets a Pod be the caller, by the rules of the node it runs on and of the policies for it.
   *
   * @param pod {@code name} in the namespace of the cluster, or {@code namespace/name}
   */
  public Traffic from(String pod) {
    return with(plan.with(plan.target().from(cluster.key(requireNonNull(pod, "pod")))));
  }

  /** The method of each request; {@code GET} by default. */
  public Traffic method(String name) {
    return with(plan.with(plan.message().withMethod(name)));
  }

  /** The path of each request, and its query if it has one; {@code /} by default. */
  public Traffic path(String path) {
    return with(plan.with(plan.message().withPath(path)));
  }

  /** A header more for each request. */
  public Traffic header(String name, String value) {
    return with(plan.with(plan.message().withHeader(name, value)));
  }

  /** The body of each request, in UTF-8; none by default. */
  public Traffic body(String text) {
    return with(plan.with(plan.message().withBody(requireNonNull(text, "text"))));
  }

  /** How long a request may take until its answer is whole. */
  public Traffic timeout(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("timeout: " + atMost + " (expected: more than zero)");
    }
    return with(
        new Plan(
            plan.target(), plan.message(), plan.perSecond(), atMost, plan.kept(), plan.expected()));
  }

  /**
   * Uses connections again for as long as both sides keep them, as most clients do: a Pod keeps the
   * callers that it has, and new Pods get new connections only.
   */
  public Traffic keepingConnections() {
    return with(
        new Plan(
            plan.target(),
            plan.message(),
            plan.perSecond(),
            plan.timeout(),
            true,
            plan.expected()));
  }

  /** Which status is no failure; by default any below 400. */
  public Traffic expecting(IntPredicate status) {
    return with(
        new Plan(
            plan.target(),
            plan.message(),
            plan.perSecond(),
            plan.timeout(),
            plan.kept(),
            requireNonNull(status, "status")));
  }

  /**
   * Sends requests until an action has ended, which begins when the first request has its outcome;
   * returns when the last one has.
   *
   * @throws IllegalStateException in virtual time, which has no seconds to send requests in
   */
  public <X extends Exception> TrafficReport during(Action<X> action) throws X {
    requireNonNull(action, "action");
    Assembly parts = cluster.parts();
    if (parts.time() instanceof VirtualTime) {
      throw new IllegalStateException(
          "traffic: time is virtual (expected: the real clock, without virtualTime(); in virtual"
              + " time advance(...) by steps, and call service(\"%s\").get(...) after each)"
                  .formatted(plan.target().service().name()));
    }
    try (TrafficRun run = new TrafficRun(parts, plan)) {
      run.start();
      action.run();
      return run.finish();
    }
  }

  /** Sends requests for some time. */
  public TrafficReport during(Duration time) {
    try {
      return this.<InterruptedException>during(() -> cluster.parts().time().sleep(time));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during traffic to " + plan.target(), e);
    }
  }
}

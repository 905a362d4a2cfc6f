// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.SystemTime;
import dev.coracle.netproxy.client.HttpCall;
import dev.coracle.netproxy.client.HttpCaller;
import dev.coracle.netproxy.client.HttpOutcome;
import dev.coracle.netproxy.client.HttpOutcome.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Traffic under way. Requests are sent on a loop of its own, each at its instant or, where the
 * machine was busy, as soon after it as it can be; outcomes come in on the network's threads.
 */
final class TrafficRun implements AutoCloseable {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Traffic.Plan plan;
  private final Set<TrafficRun> running;
  private final Loop loop;
  private final HttpCaller caller;
  private final HttpCall call;
  private final TrafficPods pods;
  private final ServiceEndpoints endpoints;
  private final Queue<Sent> outcomes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final Semaphore told = new Semaphore(0);
  private Set<ObjectKey> readyAtStart = Set.of();
  private long start;
  private int sent;
  private volatile boolean ended;

  /** Traffic that has not begun yet. */
  TrafficRun(Assembly parts, Traffic.Plan plan) {
    this.plan = plan;
    this.running = parts.traffic();
    Duration timeout = parts.time().limit(plan.timeout());
    this.call = plan.target().call(parts, plan.message(), timeout, plan.kept());
    this.endpoints = new ServiceEndpoints(parts.client(), plan.target().service());
    this.loop = parts.time().loop("traffic");
    this.pods = new TrafficPods(parts.client(), loop);
    this.caller = parts.network().caller();
  }

  /** A request with its outcome. */
  record Sent(int number, long due, long done, HttpOutcome outcome) {}

  /** Begins, and returns when the first request has its outcome. */
  void start() {
    running.add(this);
    readyAtStart = endpoints.ready();
    pods.start();
    loop.execute(
        () -> {
          start = SystemTime.nanos();
          sendDue();
        });
    try {
      first.await(patience(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before there was traffic", e);
    }
  }

  /** Each request has a timeout of its own, which a busy machine may be late to notice. */
  private long patience() {
    return call.timeout().plusMinutes(1).toMillis();
  }

  private void sendDue() {
    long elapsed = SystemTime.nanos() - start;
    while (!ended && due(sent) <= elapsed) {
      send(sent++);
    }
    if (!ended) {
      Duration next = Duration.ofNanos(Math.max(0, due(sent) - (SystemTime.nanos() - start)));
      loop.schedule(next, "next request", this::sendDue);
    }
  }

  /** When a request is due, from the start on. */
  private long due(int number) {
    return (long) (number * (NANOS / plan.perSecond()));
  }

  private void send(int number) {
    caller.call(
        call,
        outcome -> {
          outcomes.add(new Sent(number, due(number), SystemTime.nanos() - start, outcome));
          first.countDown();
          told.release();
        });
  }

  /** Sends no more, waits for what is under way, and tells about all. */
  TrafficReport finish() {
    requireUnderWay();
    Set<ObjectKey> throughout = new TreeSet<>(readyAtStart);
    throughout.retainAll(endpoints.ready());
    end();
    List<TrafficRequest> requests = new ArrayList<>();
    outcomes.stream()
        .sorted(Comparator.comparing(Sent::number))
        .map(this::told)
        .forEach(requests::add);
    return new TrafficReport(
        plan.target() + " port " + call.port(),
        requests,
        throughout.stream().map(ObjectKey::name).toList());
  }

  private void end() {
    try {
      int all = loop.ask(this::stop);
      if (!told.tryAcquire(all, patience(), TimeUnit.MILLISECONDS)) {
        throw endedEarly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before all traffic had its outcome", e);
    }
  }

  private void requireUnderWay() {
    if (ended) {
      throw endedEarly();
    }
  }

  private IllegalStateException endedEarly() {
    return new IllegalStateException(
        "traffic to %s: ended before its action (expected: a cluster that stays; was it reset or"
                .formatted(plan.target())
            + " closed under way?)");
  }

  /** Returns how many were sent. */
  private int stop() {
    ended = true;
    return sent;
  }

  private TrafficRequest told(Sent request) {
    HttpOutcome outcome = request.outcome();
    TrafficPods.Seen pod = pods.find(outcome.pod(), outcome.endpoint());
    boolean answered = outcome.end() == End.ANSWERED;
    return new TrafficRequest(
        request.number() + 1,
        Duration.ofNanos(request.due()),
        outcome.pod().map(ObjectKey::name).orElse(""),
        pod.version(),
        pod.node(),
        TrafficRequest.Outcome.valueOf(outcome.end().name()),
        outcome.status(),
        !answered || !plan.expected().test(outcome.status()),
        Duration.ofNanos(Math.max(0, request.done() - request.due())),
        outcome.detail());
  }

  @Override
  public void close() {
    ended = true;
    running.remove(this);
    loop.close();
    pods.close();
    caller.close();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.pod.ProbeResult.Outcome;
import dev.coracle.kubelet.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The worker of one probe of one run of a container: probes at once and then once a period. Runs on
 * the node's loop.
 */
final class ProbeWorker {

  private static final int ERROR_TRIES = 3;

  /** What a probe reports to; called on the loop. */
  interface Listener {

    /** Whether the container has passed its startup probe, or needs none. */
    boolean started();

    void published(ProbeSpec.Type type, boolean success, String output);

    void event(ProbeSpec.Type type, ProbeResult result);
  }

  /** How a probe is made: answers its consumer once, on the loop. */
  @FunctionalInterface
  interface Prober {

    void probe(ProbeSpec spec, Consumer<ProbeResult> done);
  }

  private final Loop loop;
  private final ProbeSpec spec;
  private final Prober prober;
  private final Listener listener;
  private final Instant containerStarted;
  private final ProbeThreshold threshold;
  private Optional<Time.Timer> timer = Optional.empty();
  private boolean inFlight;
  private boolean stopped;
  private boolean onHold;

  ProbeWorker(
      Loop loop, ProbeSpec spec, Prober prober, Listener listener, Instant containerStarted) {
    this.loop = loop;
    this.spec = spec;
    this.prober = prober;
    this.listener = listener;
    this.containerStarted = containerStarted;
    this.threshold = new ProbeThreshold(spec.successThreshold(), spec.failureThreshold());
  }

  ProbeSpec spec() {
    return spec;
  }

  void start() {
    tick();
  }

  void stop() {
    stopped = true;
    timer.ifPresent(Time.Timer::cancel);
  }

  /** Prober now instead of at the next tick. */
  void trigger() {
    if (!stopped) {
      timer.ifPresent(Time.Timer::cancel);
      tick();
    }
  }

  private void tick() {
    if (stopped) {
      return;
    }
    String what = spec.type().field();
    timer = Optional.of(loop.schedule(spec.period(), what, this::tick));
    if (!inFlight && !onHold && isDue()) {
      inFlight = true;
      attempt(1);
    }
  }

  private boolean isDue() {
    if (listener.started() == (spec.type() == ProbeSpec.Type.STARTUP)) {
      return false;
    }
    long running = Duration.between(containerStarted, loop.now()).toSeconds();
    return running >= spec.initialDelay().toSeconds();
  }

  private void attempt(int number) {
    prober.probe(
        spec,
        result -> {
          if (stopped) {
            return;
          }
          if (result.outcome() == Outcome.ERROR && number < ERROR_TRIES) {
            attempt(number + 1);
          } else {
            inFlight = false;
            take(result);
          }
        });
  }

  private void take(ProbeResult result) {
    if (result.outcome() != Outcome.SUCCESS) {
      listener.event(spec.type(), result);
    }
    if (result.outcome() == Outcome.ERROR) {
      return;
    }
    boolean success = result.outcome() != Outcome.FAILURE;
    threshold.add(success).ifPresent(published -> publish(published, result.output()));
  }

  private void publish(boolean success, String output) {
    boolean endsRun = spec.type() == ProbeSpec.Type.STARTUP || !success;
    if (spec.type() != ProbeSpec.Type.READINESS && endsRun) {
      onHold = true;
    }
    listener.published(spec.type(), success, output);
  }
}

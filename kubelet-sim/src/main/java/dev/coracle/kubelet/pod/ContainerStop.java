// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Time;
import dev.coracle.kubelet.spec.ContainerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of one run of a container: preStop hook, stop signal, and death when its grace is over.
 * Runs on the node's loop.
 */
final class ContainerStop {

  private static final Duration MINIMUM_GRACE = Duration.ofSeconds(2);

  private final ContainerOwner pod;
  private final ContainerSpec spec;
  private final ContainerRun run;
  private final ContainerHealth health;
  private boolean begun;
  private boolean inHook;
  private boolean signalled;
  private Instant deadline = Instant.MAX;
  private Optional<Time.Timer> timer = Optional.empty();

  ContainerStop(ContainerOwner pod, ContainerSpec spec, ContainerRun run, ContainerHealth health) {
    this.pod = pod;
    this.spec = spec;
    this.run = run;
    this.health = health;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Begins, or shortens the grace of what has begun. */
  void begin(Duration grace, String message) {
    Instant wanted = pod.node().time().now().plus(limit(grace));
    boolean first = !begun;
    begun = true;
    if (first) {
      health.stopAllButReadiness();
      pod.normal(spec, "Killing", message);
      inHook = spec.hook("preStop").isPresent() && !grace.isZero();
    }
    if (wanted.isBefore(deadline)) {
      endBy(wanted);
    }
    if (first && inHook) {
      Hooks.preStop(pod, spec, run, grace, this::signalAfterHook);
    } else if (first) {
      signal();
    }
  }

  /** No grace means no debugger's either. */
  private Duration limit(Duration grace) {
    Duration least = grace.compareTo(MINIMUM_GRACE) < 0 ? MINIMUM_GRACE : grace;
    return grace.isZero() ? least : pod.node().time().limit(least);
  }

  /**
   * Sends the stop signal when the preStop hook is over or its time is; at least two seconds are
   * left for it, whatever the hook has used up. See <a
   * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/kuberuntime/kuberuntime_container.go">killContainer</a>.
   */
  private void signalAfterHook() {
    if (!inHook) {
      return;
    }
    inHook = false;
    Instant least = pod.node().time().now().plus(MINIMUM_GRACE);
    endBy(deadline.isBefore(least) ? least : deadline);
    signal();
  }

  private void signal() {
    if (!signalled && !run.process.hasEnded()) {
      signalled = true;
      run.process.terminate();
    }
  }

  /** Sets when the hook, or what comes after it, has to be over. */
  private void endBy(Instant time) {
    ended();
    deadline = time;
    Duration left = Duration.between(pod.node().time().now(), time);
    String what = "end of the grace of container " + spec.name();
    timer =
        Optional.of(
            pod.node()
                .loop()
                .schedule(left.isNegative() ? Duration.ZERO : left, what, this::graceIsOver));
  }

  private void graceIsOver() {
    if (inHook) {
      signalAfterHook();
    } else {
      pod.node().time().work("kill container " + spec.name(), run.process::kill);
    }
  }

  /** The run has ended by itself: there is nothing to kill. */
  void ended() {
    timer.ifPresent(Time.Timer::cancel);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Time;
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
  private final ContainerRunner runner;
  private final ContainerRun run;
  private boolean begun;
  private boolean signalled;
  private Instant killTime = Instant.MAX;
  private Optional<Time.Timer> killTimer = Optional.empty();

  ContainerStop(ContainerOwner pod, ContainerRunner runner, ContainerRun run) {
    this.pod = pod;
    this.runner = runner;
    this.run = run;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Begins, or shortens the grace of what has begun. */
  void begin(Duration grace, String message) {
    Instant deadline = pod.node().time().now().plus(limit(grace));
    if (!begun || deadline.isBefore(killTime)) {
      killAt(deadline);
    }
    if (begun) {
      return;
    }
    begun = true;
    run.health.stopAllButReadiness();
    pod.normal(runner.spec(), "Killing", message);
    if (runner.spec().hook("preStop").isPresent() && !grace.isZero()) {
      Hooks.preStop(pod, runner, run, grace);
    } else {
      signal();
    }
  }

  /** No grace means no debugger's either. */
  private Duration limit(Duration grace) {
    Duration least = grace.compareTo(MINIMUM_GRACE) < 0 ? MINIMUM_GRACE : grace;
    return grace.isZero() ? least : pod.node().time().limit(least);
  }

  /** Sends the stop signal after the preStop hook; at least two seconds are left for it. */
  void signalAfterHook() {
    Instant least = pod.node().time().now().plus(MINIMUM_GRACE);
    if (killTime.isBefore(least)) {
      killAt(least);
    }
    signal();
  }

  private void signal() {
    if (!signalled && !run.process.hasEnded()) {
      signalled = true;
      run.process.terminate();
    }
  }

  private void killAt(Instant deadline) {
    ended();
    killTime = deadline;
    Duration left = Duration.between(pod.node().time().now(), deadline);
    String what = "kill container " + runner.spec().name();
    killTimer =
        Optional.of(
            pod.node()
                .loop()
                .schedule(
                    left.isNegative() ? Duration.ZERO : left,
                    what,
                    () -> pod.node().time().work(what, run.process::kill)));
  }

  /** The run has ended by itself: there is nothing to kill. */
  void ended() {
    killTimer.ifPresent(Time.Timer::cancel);
  }
}

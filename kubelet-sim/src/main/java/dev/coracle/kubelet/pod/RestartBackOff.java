// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a container waits before its next start: not at all after its first end, then 10 s, 20 s
 * … up to a limit, counted from its end. An end more than twice the limit after the last delay was
 * set starts over.
 */
final class RestartBackOff {

  private static final Duration FIRST = Duration.ofSeconds(10);

  private final Duration limit;
  private Duration delay = Duration.ZERO;
  private Instant updated = Instant.MIN;

  RestartBackOff(Duration limit) {
    this.limit = limit;
  }

  /** Takes note of an end; the delay, counted from it, before the next start. */
  Duration finished(Instant at) {
    boolean forgotten = updated != Instant.MIN && at.isAfter(updated.plus(limit.multipliedBy(2)));
    Duration now = updated == Instant.MIN || forgotten ? Duration.ZERO : delay;
    delay = now.isZero() ? smaller(FIRST) : smaller(now.multipliedBy(2));
    updated = at.plus(now);
    return now;
  }

  private Duration smaller(Duration wanted) {
    return wanted.compareTo(limit) < 0 ? wanted : limit;
  }
}

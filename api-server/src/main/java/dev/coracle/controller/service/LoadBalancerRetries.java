// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When Services whose load balancer could not be had are tried again: ever more seldom. */
final class LoadBalancerRetries {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofMinutes(5);

  /** A try that did not succeed, and when the next one is due. */
  private record Failure(String settings, Duration delay, Instant next) {}

  private final Map<ObjectKey, Failure> failures = new HashMap<>();

  /** How long to wait; empty where it is time, or where something else is asked for by now. */
  Optional<Duration> untilNext(ObjectKey service, String settings, Instant now) {
    return Optional.ofNullable(failures.get(service))
        .filter(failure -> failure.settings.equals(settings))
        .map(failure -> Duration.between(now, failure.next))
        .filter(wait -> !wait.isZero() && !wait.isNegative());
  }

  /** Notes a failure, and says after what delay to try again. */
  Duration failed(ObjectKey service, String settings, Instant now) {
    Failure last = failures.get(service);
    Duration doubled = last == null ? FIRST : last.delay.multipliedBy(2);
    Duration delay = doubled.compareTo(LAST) < 0 ? doubled : LAST;
    failures.put(service, new Failure(settings, delay, now.plus(delay)));
    return delay;
  }

  void forget(ObjectKey service) {
    failures.remove(service);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of the requests of some {@link Traffic}. What it asserts fails with an {@link
 * AssertionError} that says what went wrong where and when.
 */
public final class TrafficReport {

  private final String target;
  private final List<TrafficRequest> requests;
  private final List<String> readyThroughout;

  TrafficReport(String target, List<TrafficRequest> requests, List<String> readyThroughout) {
    this.target = target;
    this.requests = List.copyOf(requests);
    this.readyThroughout = List.copyOf(readyThroughout);
  }

  /** All requests, in the order in which they were due. */
  public List<TrafficRequest> requests() {
    return requests;
  }

  /** Those that count as failed. */
  public List<TrafficRequest> failures() {
    return requests.stream().filter(TrafficRequest::failed).toList();
  }

  /** How many requests each Pod was sent, by its name. */
  public Map<String, Long> pods() {
    return counts(TrafficRequest::pod);
  }

  /** How many requests each version was sent. */
  public Map<String, Long> versions() {
    return counts(TrafficRequest::version);
  }

  /** How many requests were sent to each node. */
  public Map<String, Long> nodes() {
    return counts(TrafficRequest::node);
  }

  private Map<String, Long> counts(Function<TrafficRequest, String> by) {
    return requests.stream()
        .filter(request -> !request.pod().isEmpty())
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }

  /** The Pods that were ready endpoints both at the beginning and at the end. */
  public List<String> readyThroughout() {
    return readyThroughout;
  }

  /**
   * How long all but the slowest requests took at most.
   *
   * @param percent how many of a hundred are looked at: 50 for the median
   */
  public Duration percentile(double percent) {
    if (!(percent >= 0 && percent <= 100) || requests.isEmpty()) {
      throw new IllegalArgumentException(
          "percentile: %s of %d requests (expected: 0-100 of at least one)"
              .formatted(percent, requests.size()));
    }
    List<Duration> sorted = requests.stream().map(TrafficRequest::took).sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  /** Asserts that no request failed. */
  public TrafficReport hasNoFailures() {
    return hasAtMostFailures(0);
  }

  /** Asserts that no more than some requests failed. */
  public TrafficReport hasAtMostFailures(int most) {
    List<TrafficRequest> failures = failures();
    if (requests.isEmpty()) {
      throw new AssertionError("no requests to " + target + " (expected: at least one)");
    }
    if (failures.size() > most) {
      throw new AssertionError(new TrafficFailures(failures).text(heading(failures.size())));
    }
    return this;
  }

  private String heading(int failed) {
    return "%d of %d requests to %s failed".formatted(failed, requests.size(), target);
  }

  /**
   * Asserts that every Pod that was a ready endpoint from the beginning to the end has answered.
   */
  public TrafficReport reachedAll() {
    requireSomeThroughout();
    List<String> missed = new ArrayList<>(readyThroughout);
    requests.stream()
        .filter(request -> request.outcome() == TrafficRequest.Outcome.ANSWERED)
        .map(TrafficRequest::pod)
        .forEach(missed::remove);
    if (!missed.isEmpty()) {
      throw new AssertionError(
          "%d requests to %s reached no Pod of %s (expected: all of %s; they went to %s)%s"
              .formatted(
                  requests.size(), target, missed, readyThroughout, told(pods()), fewOrKept()));
    }
    return this;
  }

  /**
   * Asserts that the Pods that were ready endpoints from the beginning to the end were sent equally
   * many requests.
   *
   * <p>The proxy chooses at random unless it is {@code IPVS}: of {@code n} requests for each Pod,
   * about the root of {@code n} more or fewer are to be expected, 10 % of 100.
   *
   * @param tolerance how far each may be from the mean: {@code within(10, percent)}
   */
  public TrafficReport evenly(Tolerance tolerance) {
    requireSomeThroughout();
    Map<String, Long> counts = new TreeMap<>();
    readyThroughout.forEach(pod -> counts.put(pod, pods().getOrDefault(pod, 0L)));
    double mean = counts.values().stream().mapToLong(n -> n).average().orElse(0);
    if (counts.values().stream().anyMatch(n -> !tolerance.allows(n, mean))) {
      throw new AssertionError(
          "requests to %s: %s (expected: %.0f each, within %s)%s"
              .formatted(target, told(counts), mean, tolerance, byChance(mean, tolerance)));
    }
    return this;
  }

  private void requireSomeThroughout() {
    if (readyThroughout.isEmpty()) {
      throw new AssertionError(
          ("requests to %s: no Pod was ready from the first to the last (expected: at least one;"
                  + " they went to %s; of a rollout ask pods() or versions())")
              .formatted(target, told(pods())));
    }
  }

  private String fewOrKept() {
    return requests.size() < 10 * readyThroughout.size()
        ? "; the proxy chooses at random, so that " + requests.size() + " may be too few"
        : "; a Service with sessionAffinity keeps a caller at one Pod";
  }

  /** How far three in a thousand are from the mean where each request is sent at random. */
  private static String byChance(double mean, Tolerance tolerance) {
    double chance = mean > 0 ? 3 / Math.sqrt(mean) : 0;
    return chance > tolerance.share()
        ? "; so few spread by %.0f %% by chance alone: send more, or use proxyMode(IPVS)"
            .formatted(chance * 100)
        : "";
  }

  private static String told(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "no Pod"
        : counts.entrySet().stream()
            .map(count -> count.getKey() + " x" + count.getValue())
            .collect(Collectors.joining(", "));
  }

  /** How many there were, how many failed, what went where, and how long it took. */
  @Override
  public String toString() {
    return heading(failures().size())
        + "; to "
        + told(pods())
        + (requests.isEmpty()
            ? ""
            : "; took %d ms at the median, %d ms at most"
                .formatted(percentile(50).toMillis(), percentile(100).toMillis()));
  }
}

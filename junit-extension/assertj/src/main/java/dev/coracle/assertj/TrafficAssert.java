// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Tolerance;
import dev.coracle.testing.TrafficReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about what became of traffic. */
public final class TrafficAssert extends AbstractAssert<TrafficAssert, TrafficReport> {

  TrafficAssert(@Nullable TrafficReport actual) {
    super(actual, TrafficAssert.class);
  }

  /** Asserts that no request failed. */
  public TrafficAssert hasNoFailures() {
    return check(() -> actual.hasNoFailures());
  }

  /** Asserts that no more than some requests failed. */
  public TrafficAssert hasAtMostFailures(int most) {
    return check(() -> actual.hasAtMostFailures(most));
  }

  /** Asserts that every Pod that was ready all the while has answered. */
  public TrafficAssert reachedAll() {
    return check(() -> actual.reachedAll());
  }

  /** Asserts that the Pods that were ready all the while were sent equally many requests. */
  public TrafficAssert isEven(Tolerance tolerance) {
    return check(() -> actual.evenly(tolerance));
  }

  /** Asserts which versions requests were sent to, no matter how many. */
  public TrafficAssert wentToVersions(String... versions) {
    isNotNull();
    Set<String> wanted = new TreeSet<>(Arrays.asList(versions));
    if (!actual.versions().keySet().equals(wanted)) {
      failWithMessage("went to versions %s (expected: %s)", actual.versions(), wanted);
    }
    return this;
  }

  /**
   * Asserts that requests were quick enough.
   *
   * @param percent how many of a hundred have to be: 50 for the median
   */
  public TrafficAssert took(double percent, Duration atMost) {
    isNotNull();
    Duration slowest = actual.percentile(percent);
    if (slowest.compareTo(atMost) > 0) {
      failWithMessage(
          "%s of a hundred requests took up to %d ms (expected: %d ms at most); %s",
          percent, slowest.toMillis(), atMost.toMillis(), actual);
    }
    return this;
  }

  /** The report says best itself what is wrong; the description goes before it. */
  private TrafficAssert check(Runnable assertion) {
    isNotNull();
    try {
      assertion.run();
      return this;
    } catch (AssertionError e) {
      throw failure("%s", e.getMessage());
    }
  }
}

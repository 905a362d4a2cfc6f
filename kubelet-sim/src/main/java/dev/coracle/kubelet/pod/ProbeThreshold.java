// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.util.Optional;

/**
 * Turns the raw results of a probe into the published one: as many equal results in a row as the
 * threshold asks for.
 */
final class ProbeThreshold {

  private final int successes;
  private final int failures;
  private boolean last;
  private int inARow;

  ProbeThreshold(int successes, int failures) {
    this.successes = successes;
    this.failures = failures;
  }

  /** Takes a result in; the result to publish, if there have been enough of it. */
  Optional<Boolean> add(boolean success) {
    inARow = success == last ? inARow + 1 : 1;
    last = success;
    boolean enough = inARow >= (success ? successes : failures);
    return enough ? Optional.of(success) : Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.Random;

/** What {@code rand} yields: the same numbers in each run, unless {@code srand} asks for others. */
final class Numbers {

  private double seed = 1;
  private Random random = new Random(1);

  double next() {
    return random.nextDouble();
  }

  /** Begins another sequence; the seed of the one before. */
  double begin(double other) {
    double before = seed;
    seed = other;
    random = new Random((long) other);
    return before;
  }
}

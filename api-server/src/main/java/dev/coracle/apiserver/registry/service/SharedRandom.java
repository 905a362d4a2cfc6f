// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import java.util.random.RandomGenerator;

/** A source of random numbers that several threads may ask. */
final class SharedRandom {

  private final RandomGenerator random;

  SharedRandom(RandomGenerator random) {
    this.random = random;
  }

  /** A number from 0 up to, but not including, {@code bound}. */
  synchronized long below(long bound) {
    return random.nextLong(bound);
  }
}

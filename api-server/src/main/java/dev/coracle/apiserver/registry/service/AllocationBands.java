// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * A range of {@code size} numbers from 0 on, split in two: the first {@code offset} are left to
 * those who ask for a certain one as long as the rest has room.
 */
record AllocationBands(long size, long offset) {

  private static final int SMALLEST = 16;

  /**
   * The bands of a range, of which a {@code step}-th, but not more than {@code most}, is static.
   */
  static AllocationBands of(long size, long counted, int step, int most) {
    long offset = counted <= SMALLEST ? 0 : Math.min(Math.max(SMALLEST, counted / step), most);
    return new AllocationBands(size, Math.min(offset, size));
  }

  /** Every number once: the dynamic band from a random one on, around, then the static band. */
  PrimitiveIterator.OfLong order(SharedRandom random) {
    return LongStream.concat(around(offset, size, random), around(0, offset, random)).iterator();
  }

  private static LongStream around(long from, long to, SharedRandom random) {
    if (from >= to) {
      return LongStream.empty();
    }
    long start = from + random.below(to - from);
    return LongStream.concat(LongStream.range(start, to), LongStream.range(from, start));
  }
}

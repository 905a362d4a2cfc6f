// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * For how long a wait believes that what it waits for will end: time in which this process did
 * nothing is counted, and not time in which it worked, or was kept from working. A machine that is
 * loaded many times over is slow, and a hold on it no hang.
 *
 * <p>Looks whenever a fifth of the patience is over, and reads what the process has used of the
 * processors only from the second look on: a wait that ends soon costs nothing.
 */
final class Patience {

  private static final int WINDOWS = 5;
  // A hang while others work, or one that works itself, is one in the end.
  private static final int MOST_WINDOWS = 12 * WINDOWS;
  // What a JVM without anything to do may use of a window: one part of so many.
  private static final int NOTHING = 100;

  private final long window;
  private final LongSupplier used;
  private final List<Window> windows = new ArrayList<>(WINDOWS);
  private long start;
  private long before;

  private record Window(long start, boolean idle) {}

  /**
   * A patience that begins now.
   *
   * @param used the nanoseconds for which this process has run on a processor; always the same
   *     where nobody knows
   */
  Patience(Duration patience, LongSupplier used, long now) {
    this.window = Math.max(1, patience.toNanos() / WINDOWS);
    this.used = used;
    this.start = now;
  }

  /** The nanoseconds until it is to be looked again. */
  long left(long now) {
    return start + window - now;
  }

  /** Ends a window, however late, and begins the next. */
  void look(long now) {
    long current = used.getAsLong();
    windows.add(new Window(start, windows.isEmpty() || current - before < window / NOTHING));
    before = current;
    start = now;
  }

  /** Whether something that is open since then has been waited for long enough. */
  boolean isExhausted(long since) {
    List<Window> waited = windows.stream().filter(w -> w.start >= since).toList();
    return waited.size() >= MOST_WINDOWS || waited.stream().filter(Window::idle).count() >= WINDOWS;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The count of what is still to be done before a {@link Time} is settled. */
final class Activity {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long REST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
  private static final long UNSEEN_REST_NANOS = REST_NANOS - 4 * LOOK_NANOS;

  private final Duration patience;
  private final LongSupplier used;
  private long open;
  private boolean closed;
  private final Set<NamedHold> holds = new LinkedHashSet<>();

  Activity() {
    this(PATIENCE, SystemTime::processorNanos);
  }

  /**
   * A count whose waits give up on a hold that is open while nothing was done for {@code patience}.
   *
   * @param used the nanoseconds for which this process has run on a processor
   */
  Activity(Duration patience, LongSupplier used) {
    this.patience = patience;
    this.used = used;
  }

  synchronized void enter() {
    open++;
  }

  synchronized void exit() {
    open--;
    if (open == 0) {
      notifyAll();
    }
  }

  Time.Hold hold(String what) {
    return hold(what, Long.MAX_VALUE);
  }

  /** A hold that is released by whoever waits, once that many nanoseconds have passed. */
  Time.Hold hold(String what, long patience) {
    return hold(what, patience, () -> false);
  }

  /** A hold that is also released once {@code atRest} was true for a while. */
  Time.Hold hold(String what, long patience, BooleanSupplier atRest) {
    NamedHold hold = new NamedHold(what, patience, atRest);
    synchronized (this) {
      open++;
      holds.add(hold);
      if (patience != Long.MAX_VALUE) {
        // Whoever waits already has to wait less.
        notifyAll();
      }
    }
    return hold;
  }

  /** Ends every wait: nothing will happen any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until the count is zero, or until a hold is taken for hung. */
  synchronized void awaitIdle() {
    if (open == 0) {
      return;
    }
    Patience waiting = new Patience(Debugging.limit(patience), used, SystemTime.nanos());
    while (open != 0 && !closed) {
      long now = SystemTime.nanos();
      long left = waiting.left(now);
      if (left <= 0) {
        waiting.look(now);
        failIfHung(waiting);
        continue;
      }
      long impatient = releaseImpatient();
      if (open != 0) {
        awaitChange(Math.min(left, impatient));
      }
    }
  }

  /** Releases the holds whose time is over; the nanoseconds until the next one's is. */
  private long releaseImpatient() {
    long next = Long.MAX_VALUE;
    for (NamedHold hold : List.copyOf(holds)) {
      if (hold.patience != Long.MAX_VALUE) {
        long left = hold.left(SystemTime.nanos());
        if (left <= 0) {
          hold.close();
        } else {
          next = Math.min(next, Math.min(left, LOOK_NANOS));
        }
      }
    }
    return next;
  }

  private void failIfHung(Patience waiting) {
    List<String> stuck = new ArrayList<>();
    for (NamedHold hold : holds) {
      if (hold.patience == Long.MAX_VALUE && waiting.isExhausted(hold.since)) {
        stuck.add(hold.what);
      }
    }
    if (!stuck.isEmpty()) {
      throw new IllegalStateException(
          "settle: still waiting after "
              + patience.toMillis() / 1000.0
              + " s for "
              + stuck
              + " (expected: each to end; is a program, probe or dial hanging?)");
    }
  }

  private void awaitChange(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("settle: interrupted while waiting", e);
    }
  }

  private final class NamedHold implements Time.Hold {

    private final String what;
    private final long patience;
    private final BooleanSupplier atRest;
    private final long since = SystemTime.nanos();
    private long looked = since;
    private long rested;

    NamedHold(String what, long patience, BooleanSupplier atRest) {
      this.what = what;
      this.patience = patience;
      this.atRest = atRest;
    }

    /**
     * The nanoseconds for which it is still waited. Rest is believed for the time before the first
     * look, but for the last of it. A later look that comes late says that the machine is busy, and
     * what was to run may not have had its turn: it counts for no more than it would have in time.
     */
    long left(long now) {
      if (Debugging.isOn() || !atRest.getAsBoolean()) {
        rested = 0;
      } else {
        rested += Math.min(now - looked, looked == since ? UNSEEN_REST_NANOS : 2 * LOOK_NANOS);
      }
      looked = now;
      return Math.min(patience - (now - since), REST_NANOS - rested);
    }

    @Override
    public void close() {
      synchronized (Activity.this) {
        if (holds.remove(this)) {
          exit();
        }
      }
    }
  }
}

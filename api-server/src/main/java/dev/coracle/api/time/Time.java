// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Now, timers and threads in one object: everything in a cluster that waits, waits here.
 *
 * <p>Work is <em>counted</em> from the moment it is handed over until it has run: tasks of loops,
 * {@linkplain #work work} and {@linkplain #hold holds}. {@link #settle} returns when nothing
 * counted is left, that is when nothing more will happen before the next timer. Threads of user
 * code ({@link #spawn}) are not counted: a program that serves for ever must not keep a test from
 * going on.
 *
 * <p>{@link SystemTime} runs by the real clock; {@link VirtualTime} moves only when told.
 */
public interface Time extends AutoCloseable {

  /** The time, by this clock. */
  Instant now();

  /** A new queue of tasks that run one at a time, in order. */
  Loop loop(String name);

  /**
   * Runs a short task that may block for a moment (a dial, a file, a handshake) on a thread of its
   * own; counted until it ends.
   */
  void work(String what, Runnable task);

  /** Starts a thread of user code, which may run and park as long as it likes; not counted. */
  Worker spawn(String name, Runnable program);

  /**
   * Starts a thread of user code that has threads of its own: it is no daemon, and is in a group
   * that those it makes are in too. Not counted.
   */
  Worker spawn(ThreadGroup group, String name, Runnable program);

  /** Keeps {@link #settle} from returning until it is closed; names what is waited for. */
  Hold hold(String what);

  /**
   * Keeps {@link #settle} from returning until it is closed, but only so long in real time: for
   * user code that is expected to come to rest, and may do so where nobody sees it.
   */
  Hold hold(String what, Duration atMost);

  /**
   * As above, for user code that may hang, and that a timer cuts off then: it also counts as parked
   * once it was seen at rest for two real seconds, and longer on a machine that is too busy to
   * look.
   *
   * @param atRest whether all of it waits for something
   */
  Hold hold(String what, Duration atMost, BooleanSupplier atRest);

  /**
   * For how long something may last before it is cut off: longer than said where somebody debugs,
   * and the clock runs on at a breakpoint.
   */
  Duration limit(Duration limit);

  /** Parks the calling thread of user code. Never called on a loop. */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Lets a time go by in which the calling thread of user code gets no answer. By the real clock it
   * waits; virtual time is not waited for, since whoever gets no answer may be the one who would
   * have to advance it.
   */
  void pass(Duration duration) throws InterruptedException;

  /**
   * Waits until nothing counted is left.
   *
   * @throws IllegalStateException naming the holds that were still open after five real seconds in
   *     which this process did nothing, or after a minute
   */
  void settle();

  /** Ends all timers, loops and threads. */
  @Override
  void close();

  /** A running thread of user code. */
  interface Worker {

    /** Interrupts the thread. */
    void interrupt();

    /** Whether the thread has not ended. */
    boolean isAlive();
  }

  /** A reason not to be settled yet. */
  interface Hold extends AutoCloseable {

    /** Releases the hold; a second call does nothing. */
    @Override
    void close();
  }

  /** A task to be run later, which may be called off. */
  interface Timer {

    /** Calls the task off; a task already handed to its loop still runs. */
    void cancel();
  }
}

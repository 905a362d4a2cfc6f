// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of tasks that owns some state.
 *
 * <ul>
 *   <li><b>Ordering.</b> Tasks run in the order in which they were given.
 *   <li><b>Serialization.</b> One at a time, each seeing what the ones before it wrote.
 *   <li><b>Non-reentrancy.</b> A task given while another runs waits for its turn.
 * </ul>
 *
 * <p>A loop owns no thread: it borrows one while it has tasks. A task that throws is logged, and
 * the next one runs.
 */
public final class Loop implements Executor {

  private static final int BATCH = 64;

  /** What a loop needs of the {@link Time} that made it. */
  interface Host {

    Instant now();

    /** Lends a thread; false when there are none any more. */
    boolean run(Runnable drain);

    Time.Timer schedule(Duration delay, String what, Runnable handOver);
  }

  private final String name;
  private final Host host;
  private final Activity activity;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean draining;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  Loop(String name, Host host, Activity activity) {
    this.name = name;
    this.host = host;
    this.activity = activity;
  }

  /** Gives a task; it is counted until it has run. After {@link #close} it is dropped. */
  @Override
  public void execute(Runnable task) {
    boolean start;
    synchronized (tasks) {
      if (closed) {
        drop(task);
        return;
      }
      activity.enter();
      tasks.add(task);
      start = !draining;
      draining = true;
    }
    if (start) {
      borrowThread();
    }
  }

  private void borrowThread() {
    if (!host.run(this::drain)) {
      close();
    }
  }

  /**
   * Asks a question that is answered as one of the tasks, and waits for the answer. Never called by
   * a task of another loop.
   *
   * @throws IllegalStateException when the loop is closed before it has answered
   */
  public <T> T ask(Supplier<T> question) throws InterruptedException {
    Question<T> asked = new Question<>(this, question);
    if (isCurrent()) {
      asked.run();
    } else {
      execute(asked);
    }
    return asked.answer();
  }

  /** Gives a task after a delay; until then it is not counted. */
  public Time.Timer schedule(Duration delay, String what, Runnable task) {
    return host.schedule(delay, name + ": " + what, () -> execute(task));
  }

  /** The time. */
  public Instant now() {
    return host.now();
  }

  /** Whether the calling code runs as one of this loop's tasks. */
  public boolean isCurrent() {
    return thread == Thread.currentThread();
  }

  /** Drops what is queued and takes no more. */
  public void close() {
    synchronized (tasks) {
      closed = true;
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        drop(task);
        activity.exit();
      }
    }
  }

  private static void drop(Runnable task) {
    if (task instanceof Question<?> question) {
      question.drop();
    }
  }

  private void drain() {
    thread = Thread.currentThread();
    for (int i = 0; i < BATCH; i++) {
      Runnable task = next();
      if (task == null) {
        return;
      }
      runOne(task);
    }
    thread = null;
    borrowThread();
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.poll();
      if (task == null) {
        draining = false;
        thread = null;
      }
      return task;
    }
  }

  private void runOne(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (!closed) {
        logger().atError().addKeyValue("loop", name).setCause(e).log("task failed");
      }
    } finally {
      activity.exit();
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** Found when it is needed: logging takes as long to load as the rest of this package. */
  private static Logger logger() {
    return LoggerFactory.getLogger(Loop.class);
  }
}

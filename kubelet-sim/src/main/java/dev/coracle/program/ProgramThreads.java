// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.time.Time;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The threads of an application that runs in a container and makes threads of its own, as those of
 * a JVM of its own would be: the container ends when its main thread has returned and none but
 * daemons is left.
 *
 * <p>Whoever is in the group, or was made by one that is, belongs to the application; the JVM's
 * common pool and other threads that applications share do not. Clients that ask the JVM for its
 * {@link java.net.ProxySelector} on one of these threads go by the Pod's proxy, which knows the
 * names of Services.
 */
public final class ProgramThreads extends ThreadGroup {

  private static final InheritableThreadLocal<Optional<ProgramThreads>> INHERITED =
      new InheritableThreadLocal<>() {
        @Override
        protected Optional<ProgramThreads> initialValue() {
          return Optional.empty();
        }
      };

  // Let go at the end: a group may be known to the JVM for longer than its container lives.
  private volatile Optional<ContainerContext> context;
  private volatile boolean sortsOutput;

  /** What a main thread runs. */
  @FunctionalInterface
  public interface Body {

    /** Returns what tells the exit code when all threads have ended. */
    IntSupplier run() throws Throwable;
  }

  private ProgramThreads(ContainerContext context) {
    super(context.pod().name() + " " + context.container());
    this.context = Optional.of(context);
  }

  /** A group for the application of one run of a container. */
  public static ProgramThreads of(ContainerContext context) {
    requireNonNull(context, "context");
    PodProxies.install();
    ProgramThreads threads = new ProgramThreads(context);
    context.closeAtEnd(threads::forget);
    return threads;
  }

  private void forget() {
    context = Optional.empty();
  }

  /**
   * The same, whose writing to {@link System#out} and {@link System#err} is the container's log.
   */
  public ProgramThreads sortingOutput() {
    sortsOutput = true;
    PodOutput.install();
    return this;
  }

  boolean sortsOutput() {
    return sortsOutput;
  }

  /** The container, while it runs. */
  public Optional<ContainerContext> context() {
    return context;
  }

  /** Those that the calling thread belongs to, whether or not their container still runs. */
  public static Optional<ProgramThreads> ofThread() {
    return INHERITED.get().or(() -> of(Thread.currentThread().getThreadGroup()));
  }

  private static Optional<ProgramThreads> of(ThreadGroup group) {
    ThreadGroup at = group;
    while (at != null && !(at instanceof ProgramThreads)) {
      at = at.getParent();
    }
    return Optional.ofNullable((ProgramThreads) at);
  }

  /** Starts the main thread. */
  public void start(Body main) {
    spawn("main", () -> runMain(main));
  }

  /** Starts a thread of the application. */
  public void spawn(String name, Runnable body) {
    context.ifPresent(running -> running.spawn(this, name, () -> runInside(body)));
  }

  private void runInside(Runnable body) {
    INHERITED.set(Optional.of(this));
    try {
      body.run();
    } finally {
      INHERITED.remove();
    }
  }

  private void runMain(Body main) {
    IntSupplier code = () -> 1;
    try {
      code = main.run();
    } catch (Throwable e) {
      uncaughtException(Thread.currentThread(), e);
    }
    if (other().isEmpty()) {
      exit(code);
    } else {
      awaitOthers(code);
    }
  }

  /** Waits uncounted, on a thread that is none of them: the main thread ends as others do. */
  private void awaitOthers(IntSupplier code) {
    Thread main = Thread.currentThread();
    context.ifPresent(running -> awaitOthers(running, main, code));
  }

  private void awaitOthers(ContainerContext running, Thread main, IntSupplier code) {
    Runnable wait = () -> runInside(() -> exitAfter(main, code));
    Time.Worker waiter = running.time().spawn("end of " + getName(), wait);
    running.closeAtEnd(waiter::interrupt);
  }

  private void exitAfter(Thread main, IntSupplier code) {
    try {
      main.join();
      for (Optional<Thread> other = other(); other.isPresent(); other = other()) {
        other.get().join();
      }
      exit(code);
    } catch (InterruptedException e) {
      // The container has ended before its application.
      Thread.currentThread().interrupt();
    }
  }

  private void exit(IntSupplier code) {
    context.ifPresent(running -> running.exit(code.getAsInt()));
  }

  /** One of the threads that keep a JVM alive, but for the calling one. */
  private Optional<Thread> other() {
    Thread[] all = new Thread[activeCount() + 16];
    int count = enumerate(all);
    while (count == all.length) {
      all = new Thread[2 * all.length];
      count = enumerate(all);
    }
    return Arrays.stream(all, 0, count)
        .filter(thread -> !thread.isDaemon() && thread.isAlive())
        .filter(thread -> thread != Thread.currentThread())
        .findFirst();
  }

  /** Reports what ends a thread where a JVM does: on the standard error. */
  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    context.ifPresent(
        running -> {
          running.stderr().print("Exception in thread \"" + thread.getName() + "\" ");
          e.printStackTrace(running.stderr());
          running.stderr().flush();
        });
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.api.time.Time;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.kubelet.thread.Waiters;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of a program: its threads and sockets, its stop signal and its exit code.
 *
 * <p>Thread-safe. It ends once, by {@link #exit} or {@link #kill}; its sockets are closed and its
 * threads interrupted before {@code onExit} is called.
 */
public final class ContainerProcess {

  public static final int KILLED = 137;
  static final int TERMINATED = 143;
  private static final int NOT_STARTED = 128;

  private final Time time;
  private final String name;
  private final CountedThreads threads;
  private final PodLink link;
  private final Consumer<ContainerProcess> onExit;
  private final Set<AutoCloseable> resources = new LinkedHashSet<>();
  private final Set<Time.Worker> workers = new LinkedHashSet<>();
  private final List<Runnable> handlers = new ArrayList<>();
  private final CountDownLatch terminating = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Waiters waiters = new Waiters();
  private boolean handlesTermination;
  private OptionalInt exitCode = OptionalInt.empty();
  private volatile String startError = "";
  private volatile Runnable interruption = () -> {};

  public ContainerProcess(
      Time time,
      String name,
      CountedThreads threads,
      PodLink link,
      Consumer<ContainerProcess> onExit) {
    this.time = time;
    this.name = name;
    this.threads = threads;
    this.link = link;
    this.onExit = onExit;
  }

  /** Runs the program's start on the calling thread. */
  public void start(ContainerProgram program, ContainerContext context) {
    PodLink.Presence here = link.enter();
    try (here) {
      program.start(context);
    } catch (Exception e) {
      fail(e, context);
    }
  }

  /** Starts a counted thread of the program. */
  void spawn(String thread, Runnable body) {
    spawn(counted -> time.spawn(name + " " + thread, counted), body);
  }

  /** Starts a counted thread in a group, all of which is interrupted in the end. */
  void spawn(ThreadGroup group, String thread, Runnable body) {
    AutoCloseable interruption = group::interrupt;
    closeAtEnd(interruption);
    spawn(counted -> time.spawn(group, thread, counted), body);
  }

  private void spawn(Function<Runnable, Time.Worker> start, Runnable body) {
    threads.enter();
    if (!start(start, () -> runCounted(body))) {
      threads.leave();
    }
  }

  /** Starts a thread of the program that is not counted. */
  void spawnUncounted(String thread, Runnable body) {
    boolean unused = start(run -> time.spawn(name + " " + thread, run), body);
  }

  /** Starts a thread, unless the process has ended. */
  private synchronized boolean start(Function<Runnable, Time.Worker> start, Runnable body) {
    if (exitCode.isPresent()) {
      return false;
    }
    workers.removeIf(worker -> !worker.isAlive());
    return workers.add(start.apply(() -> runHere(body)));
  }

  private void runHere(Runnable body) {
    PodLink.Presence here = link.enter();
    try (here) {
      body.run();
    }
  }

  private void runCounted(Runnable body) {
    try {
      threads.run(body);
    } finally {
      threads.leave();
    }
  }

  /** Reports an uncaught exception as a process does, and exits. */
  void fail(Exception e, ContainerContext context) {
    if (e instanceof InterruptedException && hasEnded()) {
      return;
    }
    e.printStackTrace(context.stderr());
    context.stderr().flush();
    exit(1);
  }

  /** Delivers the stop signal; without anybody who takes it, the process ends by it. */
  public void terminate() {
    List<Runnable> toRun;
    synchronized (this) {
      terminating.countDown();
      waiters.wake();
      toRun = List.copyOf(handlers);
      if (!handlesTermination) {
        toRun = List.of(() -> exit(TERMINATED));
      }
    }
    for (Runnable handler : toRun) {
      spawn("stop", handler);
    }
  }

  /**
   * Delivers what Ctrl-C means; a program that has not asked for it ignores it, as process 1 does.
   */
  public void interrupt() {
    interruption.run();
  }

  void onInterrupt(Runnable action) {
    interruption = action;
  }

  public void kill() {
    exit(KILLED);
  }

  public void exit(int code) {
    List<AutoCloseable> toClose;
    List<Time.Worker> toInterrupt;
    synchronized (this) {
      if (exitCode.isPresent()) {
        return;
      }
      exitCode = OptionalInt.of(code);
      toClose = List.copyOf(resources);
      toInterrupt = List.copyOf(workers);
    }
    toClose.forEach(ContainerProcess::close);
    toInterrupt.forEach(Time.Worker::interrupt);
    terminating.countDown();
    ended.countDown();
    waiters.wake();
    onExit.accept(this);
  }

  /** Ends the process because there is no such program. */
  void failStart(String message) {
    startError =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
            + " runc create failed: unable to start container process: error during container"
            + " init: "
            + message;
    exit(NOT_STARTED);
  }

  /** Why the program could not be started; empty where it could. */
  public String startError() {
    return startError;
  }

  synchronized void onTerminate(Runnable handler) {
    handlesTermination = true;
    handlers.add(handler);
    if (terminating.getCount() == 0 && exitCode.isEmpty()) {
      spawn("stop", handler);
    }
  }

  synchronized void handleTermination() {
    handlesTermination = true;
  }

  boolean isTerminating() {
    handleTermination();
    return terminating.getCount() == 0;
  }

  void awaitTermination() throws InterruptedException {
    handleTermination();
    waiters.await(() -> terminating.getCount() == 0, terminating::await);
  }

  /** Waits for the end; the exit code. */
  int awaitEnd() throws InterruptedException {
    waiters.await(() -> ended.getCount() == 0, ended::await);
    return exitCode().orElse(KILLED);
  }

  /**
   * Waits for the end of what has been killed, counted: its threads may rest where they are not,
   * and time must not be settled before they have woken.
   */
  void awaitDeath() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      // The end of the process interrupts its threads, this one too.
      Thread.currentThread().interrupt();
    }
  }

  public synchronized OptionalInt exitCode() {
    return exitCode;
  }

  public boolean hasEnded() {
    return exitCode().isPresent();
  }

  /** Has a resource closed when the process ends, or at once if it has. */
  <T extends AutoCloseable> T closeAtEnd(T resource) {
    synchronized (this) {
      if (exitCode.isEmpty()) {
        resources.add(resource);
        return resource;
      }
    }
    close(resource);
    return resource;
  }

  synchronized void forget(AutoCloseable resource) {
    resources.remove(resource);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // The process is gone; what cannot be closed is left behind with it.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A group of threads that are killed together: a session's own, or those of a background job.
 *
 * <p>Killing interrupts the threads and closes what they may be blocked in. Thread-safe.
 */
public final class ShellTask {

  private final Set<Thread> threads = new HashSet<>();
  private final Set<Closeable> resources = new HashSet<>();
  private final List<ShellTask> children = new ArrayList<>();
  private final ShellTime time;
  private final Signals signals;
  private int signal;

  /** The first task of a session. */
  ShellTask(ShellTime time) {
    this(time, new Signals(time));
  }

  private ShellTask(ShellTime time, Signals signals) {
    this.time = time;
    this.signals = signals;
  }

  /** The signals on their way to the process that this task is, or is a part of. */
  public Signals signals() {
    return signals;
  }

  /** Counts the calling thread in; a killed task refuses. */
  public synchronized void enter() {
    check();
    threads.add(Thread.currentThread());
  }

  /** Takes the calling thread out; it is not interrupted from here any more. */
  public synchronized void leave() {
    threads.remove(Thread.currentThread());
    if (signal != 0) {
      // The interrupt was ours; whoever lends the thread must not find it.
      Thread.interrupted();
    }
  }

  /** A task that ends with this one, and is a process of its own: it takes its own signals. */
  public ShellTask child() {
    return add(new ShellTask(time));
  }

  /** A task that ends with this one and belongs to the same process. */
  public ShellTask part() {
    return add(new ShellTask(time, signals));
  }

  private synchronized ShellTask add(ShellTask child) {
    child.signal = signal;
    children.add(child);
    return child;
  }

  public synchronized <T extends Closeable> T closeOnKill(T resource) {
    check();
    resources.add(resource);
    return resource;
  }

  public synchronized void forget(Closeable resource) {
    resources.remove(resource);
  }

  synchronized void forget(ShellTask child) {
    children.remove(child);
  }

  /** Delivers a signal as a process gets it: unless it is taken, that is the end. */
  public void signal(String name) {
    boolean taken = !Signals.name(name).equals("KILL") && signals.deliver(name);
    if (!taken && !Signals.isIgnored(name)) {
      kill(Signals.number(name));
    }
  }

  synchronized boolean isKilled() {
    return signal != 0;
  }

  /** Throws if the task has been killed. */
  public synchronized void check() {
    if (signal != 0) {
      throw new ProcessEnd.Killed(signal);
    }
  }

  /** What to throw where a thread has been interrupted. */
  public ProcessEnd interrupted() {
    check();
    Thread.currentThread().interrupt();
    return new ProcessEnd.Killed(9);
  }

  public void kill(int number) {
    List<Closeable> toClose;
    List<ShellTask> toKill;
    synchronized (this) {
      if (signal != 0) {
        return;
      }
      signal = number;
      threads.forEach(Thread::interrupt);
      toClose = List.copyOf(resources);
      toKill = List.copyOf(children);
    }
    toClose.forEach(ShellTask::close);
    toKill.forEach(child -> child.kill(number));
  }

  private static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      // It is only closed to end a wait.
    }
  }
}

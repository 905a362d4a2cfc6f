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
  private int signal;

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

  public synchronized ShellTask child() {
    var child = new ShellTask();
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

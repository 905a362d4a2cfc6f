// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads of one cluster: an elastic pool that ends with it.
 *
 * <p>They have nothing of whoever happens to need one more: neither his group, nor what he has
 * inherited, nor his class loader, but those of whoever made the cluster.
 */
final class Threads {

  private final ThreadGroup group = Thread.currentThread().getThreadGroup();
  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Spawned> spawned = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 2, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

  private Thread thread(Runnable body) {
    Thread thread = new Thread(group, body, "coracle-" + numbers.incrementAndGet(), 0, false);
    thread.setContextClassLoader(loader);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs a task, or drops it when the threads are closed. */
  boolean run(Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  Time.Worker spawn(String name, Runnable program) {
    Spawned worker = new Spawned(name, program);
    spawned.add(worker);
    if (!run(worker)) {
      worker.end();
    }
    return worker;
  }

  /** Starts a thread that is not of the pool, since threads do not change their group. */
  Time.Worker spawn(ThreadGroup other, String name, Runnable program) {
    Spawned worker = new Spawned(name, program);
    spawned.add(worker);
    if (pool.isShutdown()) {
      worker.end();
    } else {
      Thread thread = new Thread(other, worker, name, 0, false);
      thread.setContextClassLoader(loader);
      thread.setDaemon(false);
      thread.start();
    }
    return worker;
  }

  void close() {
    spawned.forEach(Spawned::interrupt);
    pool.shutdownNow();
  }

  /** Waits a moment for the threads to end; a program that ignores its interrupt is left behind. */
  void awaitEnd() {
    try {
      if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
        logger().atWarn().addKeyValue("threads", spawned).log("programs ignore their interrupt");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Found when it is needed: logging takes as long to load as the rest of this package. */
  private static Logger logger() {
    return LoggerFactory.getLogger(Threads.class);
  }

  private final class Spawned implements Time.Worker, Runnable {

    private final String name;
    private final Runnable program;
    private @Nullable Thread thread;
    private boolean interrupted;
    private boolean ended;

    Spawned(String name, Runnable program) {
      this.name = name;
      this.program = program;
    }

    @Override
    public void run() {
      Thread self = Thread.currentThread();
      String pooled = self.getName();
      self.setName(pooled.equals(name) ? name : pooled + " " + name);
      if (begin(self)) {
        try {
          program.run();
        } catch (RuntimeException | Error e) {
          logger().atWarn().addKeyValue("program", name).setCause(e).log("program failed");
        }
      }
      end();
      self.setName(pooled);
    }

    private synchronized boolean begin(Thread self) {
      thread = self;
      if (interrupted) {
        self.interrupt();
      }
      return !ended;
    }

    private synchronized void end() {
      ended = true;
      thread = null;
      spawned.remove(this);
      // An interrupt meant for the program must not reach the pool's next task.
      Thread.interrupted();
    }

    @Override
    public synchronized void interrupt() {
      // One that comes before the program has its thread is kept for it.
      interrupted = true;
      if (thread != null) {
        thread.interrupt();
      }
    }

    @Override
    public synchronized boolean isAlive() {
      return !ended;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

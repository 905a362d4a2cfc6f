// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The end of some threads' work, and how each has ended. */
public final class Completion {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ShellTime.Waiters waiters;
  private final int[] statuses;
  private int open;

  public Completion(int count, ShellTime time) {
    waiters = time.waiters();
    statuses = new int[count];
    open = count;
  }

  public void done(int index, int status) {
    lock.lock();
    try {
      statuses[index] = status;
      open--;
      waiters.wake();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public void await() throws InterruptedException {
    lock.lock();
    try {
      while (open > 0) {
        waiters.await(changed::await);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last status that is not 0, else 0. */
  public int lastFailure() {
    lock.lock();
    try {
      int failure = 0;
      for (int status : statuses) {
        failure = status == 0 ? failure : status;
      }
      return failure;
    } finally {
      lock.unlock();
    }
  }
}

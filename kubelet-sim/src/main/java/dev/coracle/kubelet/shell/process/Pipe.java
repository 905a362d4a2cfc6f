// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A pipe between two programs: bounded, so that a fast writer waits for its reader. */
public final class Pipe {

  private static final int CAPACITY = 1 << 16;

  private final ShellTime.Waiters waiters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] buffer = new byte[CAPACITY];
  private int start;
  private int size;
  private boolean writerClosed;
  private boolean readerClosed;

  public Pipe(ShellTime time) {
    this.waiters = time.waiters();
  }

  public InputStream input() {
    return new Input();
  }

  public OutputStream output() {
    return new Output();
  }

  private int take(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      while (size == 0 && !writerClosed) {
        await();
      }
      if (size == 0) {
        return -1;
      }
      int count = Math.min(Math.min(length, size), CAPACITY - start);
      System.arraycopy(buffer, start, bytes, offset, count);
      start = (start + count) % CAPACITY;
      size -= count;
      wake();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private int put(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      while (size == CAPACITY && !readerClosed) {
        await();
      }
      if (readerClosed) {
        throw new BrokenPipeException();
      }
      int end = (start + size) % CAPACITY;
      int count = Math.min(Math.min(length, CAPACITY - size), CAPACITY - end);
      System.arraycopy(bytes, offset, buffer, end, count);
      size += count;
      wake();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    waiters.wake();
    changed.signalAll();
  }

  private void await() throws InterruptedIOException {
    try {
      waiters.await(changed::await);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void closeWriter() {
    lock.lock();
    try {
      writerClosed = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void closeReader() {
    lock.lock();
    try {
      readerClosed = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return length == 0 ? 0 : take(bytes, offset, length);
    }

    @Override
    public void close() {
      closeReader();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int written = 0;
      while (written < length) {
        written += put(bytes, offset + written, length - written);
      }
    }

    @Override
    public void close() {
      closeWriter();
    }
  }
}

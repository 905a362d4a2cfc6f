// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.kubelet.thread.Waiters;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is sent to a program, to be read by it: bounded, so that a fast sender waits.
 *
 * <p>A reader waits parked: whoever waits for input does not keep time from being settled.
 * Thread-safe.
 */
public final class StandardInput extends InputStream {

  private static final int BOUND = 1 << 20;
  private static final byte[] END_OF_FILE = new byte[0];

  private final Waiters readers = new Waiters();
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int position;
  private int unread;
  private boolean ended;

  /** Adds bytes; waits while too many are unread, and drops them when nobody will read them. */
  public synchronized void feed(byte[] bytes) throws InterruptedException {
    while (unread >= BOUND && !ended) {
      wait();
    }
    if (bytes.length > 0 && !ended) {
      add(bytes);
    }
  }

  /** Forgets what has not been read yet. */
  synchronized void clear() {
    chunks.clear();
    position = 0;
    unread = 0;
    notifyAll();
  }

  /** Tells one reader that there is no more, as a terminal does at Ctrl-D. */
  synchronized void endOfFile() {
    add(END_OF_FILE);
  }

  /** Tells all readers that there is no more after what has been sent. */
  public synchronized void end() {
    ended = true;
    readers.wake();
    notifyAll();
  }

  private void add(byte[] chunk) {
    chunks.add(chunk);
    unread += chunk.length;
    readers.wake();
    notifyAll();
  }

  @Override
  public synchronized int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    awaitChunk();
    if (chunks.isEmpty()) {
      return -1;
    }
    byte[] chunk = chunks.element();
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, into, offset, count);
    position += count;
    unread -= count;
    if (position == chunk.length) {
      chunks.remove();
      position = 0;
    }
    notifyAll();
    return chunk == END_OF_FILE ? -1 : count;
  }

  private void awaitChunk() throws InterruptedIOException {
    try {
      while (chunks.isEmpty() && !ended) {
        readers.await(this::wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for input");
    }
  }

  @Override
  public synchronized int available() {
    return unread;
  }

  @Override
  public void close() {
    end();
  }
}

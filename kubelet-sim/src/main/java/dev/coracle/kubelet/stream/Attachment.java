// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.kubelet.thread.Waiters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One client's share of what a container writes, in order. Bounded: a container waits, parked, for
 * a client that does not keep up. Thread-safe.
 */
public final class Attachment {

  private static final int BOUND = 1 << 20;

  /** Some bytes of one of the two streams. */
  public record Chunk(boolean stderr, byte[] bytes) {}

  private final Waiters writers = new Waiters();
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private int size;
  private boolean ended;
  private boolean left;

  synchronized void add(Chunk chunk) throws InterruptedException {
    while (size >= BOUND && !left) {
      writers.await(this::wait);
    }
    if (!left && !ended) {
      chunks.add(chunk);
      size += chunk.bytes.length;
      notifyAll();
    }
  }

  /** The next chunk; empty when the container has ended or the client has left. */
  public synchronized Optional<Chunk> next() throws InterruptedException {
    while (chunks.isEmpty() && !ended && !left) {
      wait();
    }
    Optional<Chunk> next = left ? Optional.empty() : Optional.ofNullable(chunks.poll());
    next.ifPresent(chunk -> size -= chunk.bytes.length);
    writers.wake();
    notifyAll();
    return next;
  }

  /** Nothing comes any more but what has been written. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The client leaves. */
  synchronized void leave() {
    left = true;
    writers.wake();
    notifyAll();
  }
}

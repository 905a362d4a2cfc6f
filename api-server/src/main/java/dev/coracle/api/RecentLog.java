// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last entries of an endless log, written from any thread. */
public final class RecentLog<T> {

  private final AtomicReferenceArray<T> ring;
  private final AtomicLong written = new AtomicLong();
  private volatile long forgotten;

  /** An empty log that remembers so many entries. */
  public RecentLog(int size) {
    ring = new AtomicReferenceArray<>(size);
  }

  public void add(T entry) {
    ring.set((int) (written.getAndIncrement() % ring.length()), entry);
  }

  /** Forgets what there is. */
  public void clear() {
    forgotten = written.get();
  }

  /** What is remembered, oldest first. */
  public List<T> entries() {
    long end = written.get();
    List<T> entries = new ArrayList<>();
    for (long i = Math.max(forgotten, end - ring.length()); i < end; i++) {
      T entry = ring.get((int) (i % ring.length()));
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }
}

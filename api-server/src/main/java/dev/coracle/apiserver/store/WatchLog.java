// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of one kind, oldest first, bounded by the bytes of their documents.
 *
 * <p>It is a linked list that only the store appends to, under its lock. A cursor walks it without
 * any lock; one that fell behind what is kept is told so.
 */
public final class WatchLog {

  private final long mostBytes;
  private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
  private volatile Entry oldest;
  private volatile Entry newest;
  private long bytes;
  // Changes up to this revision are no longer kept.
  private volatile long forgotten;

  WatchLog(long mostBytes, long revision) {
    this.mostBytes = mostBytes;
    this.oldest = new Entry(revision, null);
    this.newest = oldest;
    this.forgotten = 0;
  }

  /** Called under the store's lock. */
  void append(Change change) {
    Entry entry = new Entry(change.revision(), change);
    newest.next = entry;
    newest = entry;
    bytes += entry.size();
    Entry second = oldest.next;
    while (bytes > mostBytes && second != null && second != newest) {
      bytes -= second.size();
      forgotten = second.revision;
      oldest = second;
      second = second.next;
    }
  }

  /** The newest revision whose changes are no longer all kept. */
  public long forgotten() {
    return forgotten;
  }

  /** How many cursors are open. */
  public int watchers() {
    return wakeUps.size();
  }

  void wakeAll() {
    wakeUps.forEach(Runnable::run);
  }

  /**
   * A cursor that yields the changes after a revision, or empty where they are no longer all kept.
   *
   * @param wake called after a change was appended
   */
  public Optional<Cursor> after(long revision, Runnable wake) {
    Entry entry = oldest;
    if (revision < forgotten) {
      return Optional.empty();
    }
    for (Entry next = entry.next; next != null && next.revision <= revision; next = next.next) {
      entry = next;
    }
    Cursor cursor = new Cursor(entry, wake);
    wakeUps.add(wake);
    return Optional.of(cursor);
  }

  /** A place in the log; used by one thread at a time. */
  public final class Cursor implements AutoCloseable {

    private @Nullable Entry at;
    private final Runnable wake;

    private Cursor(Entry at, Runnable wake) {
      this.at = at;
      this.wake = wake;
    }

    /** The next change, or empty where there is none yet or the cursor {@link #isExpired}. */
    public Optional<Change> next() {
      Entry current = at;
      Entry next = current == null ? null : current.next;
      if (next == null || isExpired()) {
        return Optional.empty();
      }
      at = next;
      return Optional.ofNullable(next.change);
    }

    /** Whether changes that this cursor has not seen are no longer kept. */
    public boolean isExpired() {
      Entry current = at;
      return current != null && current.next != null && current.next.revision <= forgotten;
    }

    @Override
    public void close() {
      at = null;
      wakeUps.remove(wake);
    }
  }

  private static final class Entry {

    private final long revision;
    private final @Nullable Change change;
    private volatile @Nullable Entry next;

    Entry(long revision, @Nullable Change change) {
      this.revision = revision;
      this.change = change;
    }

    private long size() {
      return change == null ? 0 : change.object().size() + 64L;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The last lines that a container wrote, with their times. Bounded by bytes: the oldest go first,
 * but what somebody who follows has not read yet is kept for a while longer.
 *
 * <p>Written by any thread; readers that follow wait on the buffer's lock, and no callback runs
 * under it.
 */
public final class LogBuffer {

  private static final int BOUND = 4 << 20;
  private static final int BOUND_FOR_READERS = 16 * BOUND;
  private static final int LONGEST_LINE = 16 << 10;

  /** A line, or what was written of it before the container ended. */
  record Line(Instant time, boolean stderr, byte[] text, boolean complete) {}

  private final Supplier<Instant> clock;
  private final Deque<Line> lines = new ArrayDeque<>();
  private final List<LineStream> streams = new CopyOnWriteArrayList<>();
  private final Set<Cursor> cursors = new LinkedHashSet<>();
  private long first;
  private int bytes;
  private boolean ended;

  public LogBuffer(Supplier<Instant> clock) {
    this.clock = clock;
  }

  /** A stream whose lines are logged, each when it is whole. */
  OutputStream stream(boolean stderr) {
    LineStream stream = new LineStream(stderr);
    streams.add(stream);
    return stream;
  }

  private synchronized void add(Line line) {
    if (ended) {
      return;
    }
    lines.add(line);
    bytes += line.text.length;
    while (isFull()) {
      bytes -= lines.removeFirst().text.length;
      first++;
    }
    notifyAll();
  }

  private boolean isFull() {
    boolean unread = cursors.stream().anyMatch(cursor -> cursor.next <= first);
    return bytes > (unread ? BOUND_FOR_READERS : BOUND) && lines.size() > 1;
  }

  /** No more lines come but those begun; those who follow come to their end. */
  public void end() {
    streams.forEach(LineStream::end);
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /** A reader's place, at the beginning of what there is. */
  synchronized Cursor cursor() {
    Cursor cursor = new Cursor();
    cursors.add(cursor);
    return cursor;
  }

  /** A reader's place in the log: gives each line once, in order. */
  final class Cursor implements AutoCloseable {

    private long next;

    private Cursor() {}

    /** The lines that have come since the last reading; does not wait. */
    List<Line> read() {
      synchronized (LogBuffer.this) {
        long skipped = Math.max(0, next - first);
        next = first + lines.size();
        return lines.stream().skip(skipped).toList();
      }
    }

    /** The lines that come next; waits for the first of them, and is empty when the log ended. */
    List<Line> await() throws InterruptedException {
      synchronized (LogBuffer.this) {
        while (first + lines.size() <= next && !ended) {
          LogBuffer.this.wait();
        }
        return read();
      }
    }

    @Override
    public void close() {
      synchronized (LogBuffer.this) {
        cursors.remove(this);
      }
    }
  }

  /** The last lines, as a termination message that falls back to the log shows them. */
  public String tail(int mostLines, int mostBytes) {
    List<Line> all = lines();
    StringBuilder text = new StringBuilder();
    for (Line line : all.subList(Math.max(0, all.size() - mostLines), all.size())) {
      text.append(new String(line.text, StandardCharsets.UTF_8));
      if (line.complete) {
        text.append('\n');
      }
    }
    return text.substring(Math.max(0, text.length() - mostBytes));
  }

  private final class LineStream extends OutputStream {

    private final boolean stderr;
    private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

    LineStream(boolean stderr) {
      this.stderr = stderr;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      if (b == '\n') {
        flushLine(true);
      } else {
        line.write(b);
        if (line.size() >= LONGEST_LINE) {
          flushLine(false);
        }
      }
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) throws IOException {
      if (Thread.currentThread().isInterrupted() && isEnded()) {
        throw new InterruptedIOException("the container has ended");
      }
      for (int i = offset; i < offset + length; i++) {
        write(source[i]);
      }
    }

    synchronized void end() {
      if (line.size() > 0) {
        flushLine(false);
      }
    }

    private void flushLine(boolean complete) {
      add(new Line(clock.get(), stderr, line.toByteArray(), complete));
      line.reset();
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The last lines that a container wrote, with their times. Bounded by bytes: the oldest go first.
 *
 * <p>Written by any thread; readers that follow wait on the buffer's lock, and no callback runs
 * under it.
 */
public final class LogBuffer {

  private static final int BOUND = 4 << 20;
  private static final int LONGEST_LINE = 16 << 10;

  /** A line, or what was written of it before the container ended. */
  record Line(Instant time, boolean stderr, byte[] text, boolean complete) {}

  private final Supplier<Instant> clock;
  private final Deque<Line> lines = new ArrayDeque<>();
  private final List<LineStream> streams = new CopyOnWriteArrayList<>();
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
    while (bytes > BOUND && lines.size() > 1) {
      bytes -= lines.removeFirst().text.length;
      first++;
    }
    notifyAll();
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

  /** The number of the line that would come next. */
  synchronized long next() {
    return first + lines.size();
  }

  /**
   * The lines from a number on; waits for the first of them, and is empty when the log has ended.
   */
  synchronized List<Line> await(long from) throws InterruptedException {
    while (next() <= from && !ended) {
      wait();
    }
    List<Line> found = new ArrayList<>();
    long number = first;
    for (Line line : lines) {
      if (number++ >= from) {
        found.add(line);
      }
    }
    return found;
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

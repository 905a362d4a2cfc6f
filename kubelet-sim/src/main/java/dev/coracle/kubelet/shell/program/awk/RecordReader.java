// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts one input into records, as they come. */
final class RecordReader implements Closeable {

  private static final int CHUNK = 8192;
  private static final Pattern EMPTY_LINES = Pattern.compile("\n\n+");

  private final InputStream in;
  private final Runnable beforeWait;
  private final StringBuilder buffer = new StringBuilder();
  private final byte[] chunk = new byte[CHUNK];
  private int start;
  private boolean ended;

  /** A record and what ended it. */
  record Found(String text, String terminator) {}

  /**
   * Reads an input.
   *
   * @param beforeWait what is done each time before it may have to wait for input
   */
  RecordReader(InputStream in, Runnable beforeWait) {
    this.in = in;
    this.beforeWait = beforeWait;
  }

  /** The next record; the separator is that of {@code RS}. */
  Optional<Found> next(String separator, Regexes regexes) throws IOException {
    if (separator.length() == 1) {
      return character(separator.charAt(0));
    }
    if (!separator.isEmpty()) {
      return match(regexes.compile(separator));
    }
    skipNewlines();
    return match(EMPTY_LINES);
  }

  private Optional<Found> character(char separator) throws IOException {
    int from = start;
    while (true) {
      for (int i = from; i < buffer.length(); i++) {
        if (buffer.charAt(i) == separator) {
          return Optional.of(cut(i, i + 1));
        }
      }
      from = buffer.length() - start;
      if (!fill()) {
        return rest("");
      }
    }
  }

  private Optional<Found> match(Pattern separator) throws IOException {
    while (true) {
      Matcher matcher = separator.matcher(buffer);
      boolean found = matcher.find(start) && matcher.end() > matcher.start();
      // A match at the end of what has been read may go on in what comes.
      if (found && (matcher.end() < buffer.length() || ended)) {
        return Optional.of(cut(matcher.start(), matcher.end()));
      }
      if (!fill()) {
        return rest(separator == EMPTY_LINES ? "\n" : "");
      }
    }
  }

  private void skipNewlines() throws IOException {
    do {
      while (start < buffer.length() && buffer.charAt(start) == '\n') {
        start++;
      }
    } while (start == buffer.length() && fill());
  }

  private Found cut(int end, int next) {
    var found = new Found(buffer.substring(start, end), buffer.substring(end, next));
    start = next;
    return found;
  }

  /** What no separator ends, without what may still end it. */
  private Optional<Found> rest(String terminator) {
    if (start == buffer.length()) {
      return Optional.empty();
    }
    boolean terminated = !terminator.isEmpty() && buffer.toString().endsWith(terminator);
    return Optional.of(
        cut(buffer.length() - (terminated ? terminator.length() : 0), buffer.length()));
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    beforeWait.run();
    buffer.delete(0, start);
    start = 0;
    int count = in.read(chunk);
    ended = count < 0;
    buffer.append(ended ? "" : new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
    return !ended;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

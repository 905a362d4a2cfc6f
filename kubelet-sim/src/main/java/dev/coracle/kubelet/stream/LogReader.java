// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import dev.coracle.api.NodeConnection.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Copies the wanted part of a log. */
public final class LogReader {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", java.util.Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final LogBuffer log;
  private final LogOptions wanted;
  private long left;
  private boolean beginsLine = true;

  public LogReader(LogBuffer log, LogOptions wanted) {
    this.log = log;
    this.wanted = wanted;
    this.left = wanted.limitBytes().orElse(Long.MAX_VALUE);
  }

  public void copy(OutputStream to) throws IOException, InterruptedException {
    try (LogBuffer.Cursor cursor = log.cursor()) {
      List<LogBuffer.Line> recent = cursor.read().stream().filter(this::isRecent).toList();
      long tail = Math.min(wanted.tailLines().orElse(Long.MAX_VALUE), recent.size());
      copy(recent.subList((int) (recent.size() - tail), recent.size()), to);
      if (wanted.follow()) {
        follow(cursor, to);
      }
    }
  }

  private boolean isRecent(LogBuffer.Line line) {
    return wanted.since().filter(since -> line.time().isBefore(since)).isEmpty();
  }

  private void follow(LogBuffer.Cursor cursor, OutputStream to)
      throws IOException, InterruptedException {
    List<LogBuffer.Line> lines = cursor.await();
    while (!lines.isEmpty() && left > 0) {
      copy(lines, to);
      lines = cursor.await();
    }
  }

  private void copy(List<LogBuffer.Line> lines, OutputStream to) throws IOException {
    for (LogBuffer.Line line : lines) {
      if (left <= 0) {
        return;
      }
      byte[] bytes = bytes(line);
      int length = (int) Math.min(bytes.length, left);
      to.write(bytes, 0, length);
      left -= length;
    }
    to.flush();
  }

  /** The line as it was written, whatever its bytes mean; the rest of a long one has no time. */
  private byte[] bytes(LogBuffer.Line line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (wanted.timestamps() && beginsLine) {
      bytes.writeBytes((time(line.time()) + " ").getBytes(StandardCharsets.UTF_8));
    }
    bytes.writeBytes(line.text());
    if (line.complete()) {
      bytes.write('\n');
    }
    beginsLine = line.complete();
    return bytes.toByteArray();
  }

  private static String time(Instant time) {
    return TIME.format(time);
  }
}

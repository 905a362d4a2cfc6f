// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.NodeConnection.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What those who follow a log are given while it is written and its oldest lines go. */
class LogReaderTest {

  private static final int LINES = 9000;
  private static final LogOptions FOLLOW =
      new LogOptions(
          "", true, false, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  private final LogBuffer log = new LogBuffer(() -> Instant.EPOCH);
  private final OutputStream stdout = log.stream(false);

  private void write(int from, int to) throws IOException {
    String rest = " ".repeat(1000);
    for (int i = from; i < to; i++) {
      stdout.write((i + rest + "\n").getBytes(UTF_8));
    }
  }

  private static List<Integer> numbers(List<LogBuffer.Line> lines) {
    return lines.stream().map(l -> number(new String(l.text(), UTF_8))).toList();
  }

  private static int number(String line) {
    return Integer.parseInt(line.strip());
  }

  @Test
  void cursor_givesEachLineOnceWhileTheOldestGo() throws Exception {
    write(0, 3000);
    try (LogBuffer.Cursor cursor = log.cursor()) {
      List<Integer> before = numbers(cursor.read());
      write(3000, LINES);
      List<Integer> after = numbers(cursor.await());
      write(LINES, LINES + 1);

      assertThat(before).isEqualTo(IntStream.range(0, 3000).boxed().toList());
      assertThat(after).isEqualTo(IntStream.range(3000, LINES).boxed().toList());
      assertThat(numbers(cursor.await())).containsExactly(LINES);
    }
  }

  @Test
  void linesThatEverybodyHasRead_goWhenTheLogIsFull() throws Exception {
    write(0, LINES);
    try (LogBuffer.Cursor cursor = log.cursor()) {
      assertThat(numbers(cursor.read()).get(0)).isPositive();
    }
  }

  /** A client that takes what it gets, and has the program write more meanwhile. */
  @Test
  void follower_isGivenEachLineOnceHoweverSlowItReads() throws Exception {
    write(0, 10);
    ByteArrayOutputStream client =
        new ByteArrayOutputStream() {
          private int written = 10;

          @Override
          public void flush() throws IOException {
            if (written < LINES) {
              int next = Math.min(LINES, written + 4500);
              LogReaderTest.this.write(written, next);
              written = next;
            } else {
              log.end();
            }
          }
        };

    new LogReader(log, FOLLOW).copy(client);

    assertThat(client.toString(UTF_8).lines().map(LogReaderTest::number))
        .isEqualTo(IntStream.range(0, LINES).boxed().toList());
  }

  @Test
  void cursor_isEmptyWhenTheLogHasEnded() throws Exception {
    write(0, 2);
    try (LogBuffer.Cursor cursor = log.cursor()) {
      cursor.read();
      log.end();

      assertThat(cursor.await()).isEmpty();
    }
  }
}

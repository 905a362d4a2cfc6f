// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.NodeConnection.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a log is read, and how its lines look. */
class LogOptionsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final LogBuffer log = new LogBuffer(() -> now);
  private final OutputStream stdout = log.stream(false);
  private final OutputStream stderr = log.stream(true);

  /** Five lines, a second apart. */
  @BeforeEach
  void write() throws IOException {
    for (String line : new String[] {"one", "two", "three", "four", "five"}) {
      stdout.write((line + "\n").getBytes(UTF_8));
      now = now.plusSeconds(1);
    }
  }

  private static LogOptions options(
      boolean timestamps, OptionalLong tail, OptionalLong limit, Optional<Instant> since) {
    return new LogOptions("", false, false, timestamps, tail, limit, since);
  }

  private static LogOptions all(boolean timestamps) {
    return options(timestamps, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }

  private byte[] bytes(LogOptions wanted) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogReader(log, wanted).copy(out);
    return out.toByteArray();
  }

  private String read(LogOptions wanted) throws Exception {
    return new String(bytes(wanted), UTF_8);
  }

  private static OptionalLong number(String text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  @ParameterizedTest(name = "tail {0}, limit {1}, since {2} s")
  @CsvSource(
      textBlock =
          """
          '',  '',  '', one|two|three|four|five|
          2,   '',  '', four|five|
          5,   '',  '', one|two|three|four|five|
          50,  '',  '', one|two|three|four|five|
          0,   '',  '', ''
          '',  3,   '', one
          '',  4,   '', one|
          '',  6,   '', one|tw
          '',  0,   '', ''
          '',  '',  0,  one|two|three|four|five|
          '',  '',  2,  three|four|five|
          '',  '',  9,  ''
          1,   '',  2,  five|
          4,   '',  3,  four|five|
          2,   7,   '', four|fi
          3,   100, 1,  three|four|five|
          """)
  void part_isWhatIsAskedFor(String tail, String limit, String since, String expected)
      throws Exception {
    Optional<Instant> from =
        since.isEmpty() ? Optional.empty() : Optional.of(START.plusSeconds(Long.parseLong(since)));

    String read = read(options(false, number(tail), number(limit), from));

    assertThat(read).isEqualTo(expected.replace('|', '\n'));
  }

  @Test
  void timestamps_haveNineDecimals() throws Exception {
    assertThat(read(options(true, OptionalLong.of(2), OptionalLong.empty(), Optional.empty())))
        .isEqualTo(
            """
            2026-01-01T00:00:03.000000000Z four
            2026-01-01T00:00:04.000000000Z five
            """);
  }

  @Test
  void limit_countsTimestampsToo() throws Exception {
    assertThat(read(options(true, OptionalLong.empty(), OptionalLong.of(34), Optional.empty())))
        .isEqualTo("2026-01-01T00:00:00.000000000Z one");
  }

  @Test
  void bothStreams_areInterleavedAsTheyWereWritten() throws Exception {
    stderr.write("oops\n".getBytes(UTF_8));
    stdout.write("six\n".getBytes(UTF_8));

    assertThat(read(all(false))).endsWith("five\noops\nsix\n");
  }

  @Test
  void lineThatIsNotWhole_isNotReadYet() throws Exception {
    stdout.write("begun".getBytes(UTF_8));

    assertThat(read(all(false))).endsWith("five\n");
  }

  @Test
  void lineThatIsNotWhole_isReadWhenTheContainerHasEnded() throws Exception {
    stdout.write("begun".getBytes(UTF_8));
    log.end();

    assertThat(read(all(false))).endsWith("five\nbegun");
  }

  @Test
  void whatComesAfterTheEnd_isDropped() throws Exception {
    log.end();
    stdout.write("late\n".getBytes(UTF_8));

    assertThat(read(all(false))).endsWith("five\n");
  }

  @Test
  void bytesThatAreNoText_comeAsTheyWere() throws Exception {
    byte[] binary = "caf\u00e9 \u00ff\n".getBytes(ISO_8859_1);
    stdout.write(binary);

    byte[] read = bytes(options(false, OptionalLong.of(1), OptionalLong.empty(), Optional.empty()));

    assertThat(read).isEqualTo(binary);
  }

  @Test
  void textOfOtherAlphabets_isKept() throws Exception {
    stdout.write("žluťoučký 漢字 🚣\n".getBytes(UTF_8));

    assertThat(read(all(false))).endsWith("žluťoučký 漢字 🚣\n");
  }

  @Test
  void longLine_isOneLineWithOneTime() throws Exception {
    String longLine = "x".repeat(40_000);
    stdout.write((longLine + "\nnext\n").getBytes(UTF_8));

    String[] lines = read(all(true)).split("\n");

    assertThat(lines[5]).isEqualTo("2026-01-01T00:00:05.000000000Z " + longLine);
    assertThat(lines[6]).isEqualTo("2026-01-01T00:00:05.000000000Z next");
  }

  @Test
  void emptyLines_areLines() throws Exception {
    stdout.write("\n\n".getBytes(UTF_8));

    assertThat(read(options(false, OptionalLong.of(3), OptionalLong.empty(), Optional.empty())))
        .isEqualTo("five\n\n\n");
  }

  @Test
  void tail_isCutToLinesAndBytes() {
    assertThat(log.tail(2, 1000)).isEqualTo("four\nfive\n");
    assertThat(log.tail(80, 6)).isEqualTo("\nfive\n");
    assertThat(log.tail(80, 0)).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that busybox answered is answered here, row by row; {@code differs.txt} names the rows
 * of which that is not true yet, and can only become shorter.
 */
@Timeout(30)
class RecordedTest {

  private static final Set<String> DIFFERING = differing();

  private static Set<String> differing() {
    try {
      return RecordedRow.text("differs.txt")
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<RecordedRow> rows() throws IOException {
    Stream<RecordedRow> all = Stream.empty();
    for (String table :
        List.of("expansion", "language", "print", "text", "files", "awk", "scripts", "errors")) {
      all = Stream.concat(all, RecordedRow.of(table).stream());
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void row_isAnsweredAsRecorded(RecordedRow row) throws IOException {
    TestShell.Result result;
    try (var shell = new TestShell()) {
      result = run(shell, row);
    }

    var answer = new RecordedRow(row.command(), row.input(), result.out(), result.status());
    if (DIFFERING.contains(row.toString())) {
      assertThat(answer).as("mended; take it off the list").isNotEqualTo(row);
    } else {
      assertThat(answer.output()).as(result.err()).isEqualTo(row.output());
      assertThat(answer.status()).as(result.err()).isEqualTo(row.status());
    }
  }

  private static TestShell.Result run(TestShell shell, RecordedRow row) throws IOException {
    Path work = Files.createDirectories(shell.files.getPath("/work"));
    shell.env.put("HOME", "/root");
    Files.createDirectories(shell.files.getPath("/root"));
    return shell.run(
        work,
        new ByteArrayInputStream(row.input().getBytes(StandardCharsets.UTF_8)),
        List.of("sh", "-c", row.command()));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.NodeConnection.LogOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodLogsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void run(String script) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: busybox, command: [sh, -c, '%s']}]
        """
            .formatted(script));
  }

  private String logs(
      boolean timestamps, OptionalLong tail, OptionalLong limit, Optional<Instant> since)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    node.kubelets.logs(
        node.pod("p"), new LogOptions("", false, false, timestamps, tail, limit, since), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static OptionalLong number(String text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  @ParameterizedTest(name = "tail={0} limit={1} since={2}s")
  @CsvSource(
      delimiter = ',',
      quoteCharacter = '`',
      textBlock =
          """
          ``, ``, ``,  one|two|three|four
          1,  ``, ``,  four
          2,  ``, ``,  three|four
          9,  ``, ``,  one|two|three|four
          0,  ``, ``,  ``
          ``, 5,  ``,  one|t
          2,  3,  ``,  thr
          ``, ``, 5,   three|four
          1,  ``, 5,   four
          ``, ``, 100, ``
          """)
  void part_isWhatIsAskedFor(String tail, String limit, String since, String expected)
      throws Exception {
    run("echo one; echo two >&2; sleep 10; printf thr; printf ee; echo; printf four");
    node.advance(Duration.ofSeconds(10));

    String part =
        logs(
            false,
            number(tail),
            number(limit),
            since.isEmpty()
                ? Optional.empty()
                : Optional.of(START.plusSeconds(Long.parseLong(since))));

    assertThat(part.stripTrailing()).isEqualTo(expected.replace('|', '\n'));
  }

  @Test
  void timestamps_beginEachLine() throws Exception {
    run("printf a; echo b; sleep 1.5; echo c");
    node.advance(Duration.ofSeconds(2));

    assertThat(logs(true, OptionalLong.empty(), OptionalLong.empty(), Optional.empty()))
        .isEqualTo("2026-01-01T00:00:00.000000000Z ab\n2026-01-01T00:00:01.500000000Z c\n");
  }

  @Test
  void followedLog_endsWithTheContainer() throws Exception {
    run("echo before; sleep 5; echo after; sleep 5");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogOptions following =
        new LogOptions(
            "", true, false, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    var thread = java.util.concurrent.Executors.newSingleThreadExecutor();
    var pod = node.pod("p");
    var reading =
        thread.submit(
            () -> {
              node.kubelets.logs(pod, following, out);
              return true;
            });

    node.advance(Duration.ofSeconds(10));

    assertThat(reading.get(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("before\nafter\n");
    thread.shutdownNow();
  }

  @Test
  void previousLog_isRefusedWhereThereIsNone() {
    run("sleep 1000");

    assertThatThrownBy(() -> node.logs("p", true))
        .hasMessage("previous terminated container \"main\" in pod \"p\" not found");
  }

  @Test
  void containerThatWaits_hasNoLog() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: busybox, env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: a}}}]}
        """);

    assertThatThrownBy(() -> node.logs("p"))
        .hasMessage(
            "container \"main\" in pod \"p\" is waiting to start: CreateContainerConfigError");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeThresholdTest {

  /** Results and what is published after each: S and F, or a dot for nothing. */
  @ParameterizedTest(name = "{0} successes, {1} failures: {2}")
  @CsvSource({
    "1, 3, FFFS, ..FS",
    "1, 3, FFSFF, ..S..",
    "2, 1, SSFSS, .SF.S",
    "1, 1, SFSF, SFSF",
    "1, 3, FFFF, ..FF",
  })
  void results_arePublishedAfterEnoughInARow(
      int successes, int failures, String results, String published) {
    ProbeThreshold threshold = new ProbeThreshold(successes, failures);

    String actual =
        results
            .chars()
            .mapToObj(c -> threshold.add(c == 'S').map(ok -> ok ? "S" : "F").orElse("."))
            .collect(Collectors.joining());

    assertThat(actual).isEqualTo(published);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int NEVER = 1000;

  private long used;

  /**
   * The second at which a hold is taken for hung: of a process that is idle where the pattern,
   * repeated, has a dot, works where it has a plus, and does next to nothing where it has a minus.
   */
  private int hungAt(int openedAt, String pattern) {
    Patience patience = new Patience(Duration.ofSeconds(5), () -> used, 0);
    for (int second = 1; second < NEVER; second++) {
      char did = pattern.charAt((second - 1) % pattern.length());
      used += did == '+' ? SECOND / 50 : did == '-' ? SECOND / 200 : 0;
      patience.look(second * SECOND);
      if (patience.isExhausted(openedAt * SECOND)) {
        return second;
      }
    }
    return NEVER;
  }

  @ParameterizedTest(name = "opened at {0}, the process does {1}: hung at {2}")
  @CsvSource(
      textBlock =
          """
          -9, .,      5
          0,  .,      5
          0,  -,      5
          3,  .,      8
          0,  +,     60
          -9, +,     60
          -70, +,    60
          0,  .+,     9
          0,  ++++.,  20
          7,  +,     67
          0,  +++++++++++++++++++., 60
          """)
  void holdIsHung_whenTheProcessDidNothingForLong(int openedAt, String pattern, int seconds) {
    assertThat(hungAt(openedAt, pattern)).isEqualTo(seconds);
  }

  /** A process that was stopped as a whole, by its collector or a closed lid, has not hung. */
  @Test
  void lateLook_countsOnce() {
    Patience patience = new Patience(Duration.ofSeconds(5), () -> used, 0);

    for (int look = 1; look < 5; look++) {
      patience.look(look * 100 * SECOND);
    }

    assertThat(patience.isExhausted(0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "400, 600", "1000, 0", "1500, -500"})
  void nextLook_isAFifthAway(int now, int left) {
    Patience patience = new Patience(Duration.ofSeconds(5), () -> used, 0);

    assertThat(patience.left(Duration.ofMillis(now).toNanos()))
        .isEqualTo(Duration.ofMillis(left).toNanos());
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void delays_doubleUpToTheLimit() {
    RestartBackOff backOff = new RestartBackOff(Duration.ofSeconds(300));
    List<Long> delays = new ArrayList<>();
    Instant end = START;
    for (int i = 0; i < 8; i++) {
      Duration delay = backOff.finished(end);
      delays.add(delay.toSeconds());
      end = end.plus(delay).plusSeconds(1);
    }

    assertThat(delays).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
  }

  @Test
  void longRun_startsOver() {
    RestartBackOff backOff = new RestartBackOff(Duration.ofSeconds(300));
    backOff.finished(START);
    backOff.finished(START.plusSeconds(1));

    Duration delay = backOff.finished(START.plusSeconds(11 + 601));

    assertThat(delay).isZero();
  }

  @Test
  void runOfTenMinutes_isNotLongEnough() {
    RestartBackOff backOff = new RestartBackOff(Duration.ofSeconds(300));
    backOff.finished(START);

    Duration delay = backOff.finished(START.plusSeconds(600));

    assertThat(delay).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void lowLimit_isTheFirstDelayToo() {
    RestartBackOff backOff = new RestartBackOff(Duration.ofSeconds(3));
    backOff.finished(START);

    assertThat(backOff.finished(START.plusSeconds(1))).isEqualTo(Duration.ofSeconds(3));
  }
}

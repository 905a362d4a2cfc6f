// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.pod.ContainerLife.Idle;
import dev.coracle.kubelet.pod.ContainerLife.Starting;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The transitions of a container's life that carry something along. */
class ContainerLifeTest {

  @Test
  void start_isNotStoppedFromTheBeginning() {
    assertThat(new Idle().start()).isEqualTo(new Starting(false));
  }

  @Test
  void start_remembersThatItIsToBeStopped() {
    assertThat(new Idle().start().stop().stop()).isEqualTo(new Starting(true));
  }

  @Test
  void startThatFails_forgetsThatItWasToBeStopped() {
    assertThat(new Idle().start().stop().failed().start()).isEqualTo(new Starting(false));
  }

  @Test
  void delay_isCalledOffWithItsTimer() {
    AtomicInteger cancelled = new AtomicInteger();

    assertThat(new Idle().delay(cancelled::incrementAndGet).cancel()).isEqualTo(new Idle());
    assertThat(cancelled).hasValue(1);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodTest {

  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

  private static final Pod READY =
      new Pod(
          KubeObject.parse(
              """
              {"metadata": {"name": "web", "namespace": "default"},
               "spec": {"nodeName": "n1",
                        "containers": [{"name": "c", "ports": [{"name": "http", "containerPort": 80}]}]},
               "status": {"phase": "Running", "podIP": "10.0.0.1",
                          "conditions": [{"type": "Ready", "status": "True",
                                          "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
              """));

  @Test
  void readyPod_isAvailableOnceMinReadySecondsHavePassed() {
    assertThat(READY.isAvailable(0, SINCE)).isTrue();
    assertThat(READY.isAvailable(10, SINCE.plusSeconds(9))).isFalse();
    assertThat(READY.isAvailable(10, SINCE.plusSeconds(10))).isTrue();
  }

  @Test
  void singleAddress_isTheListOfAddresses() {
    assertThat(READY.ips()).containsExactly("10.0.0.1");
  }

  @Test
  void portByName_needsItsProtocolToo() {
    Container container = READY.spec().container("c").orElseThrow();

    assertThat(container.port("http", "TCP")).contains(new Container.Port("http", 80, "TCP"));
    assertThat(container.port("http", "UDP")).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortsTest {

  /** A Pod with ports written as {@code ip:port/protocol}. */
  private static PodSpec pod(String ports) {
    String list =
        Stream.of(ports.split(" "))
            .filter(port -> !port.isEmpty())
            .map(HostPortsTest::json)
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return new PodSpec(
        KubeObject.parse(
            "{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": [{\"name\": \"c\","
                + " \"ports\": ["
                + list
                + "]}]}}"));
  }

  private static String json(String port) {
    String[] parts = port.split("[:/]");
    return "{\"containerPort\": 80, \"hostIP\": \"%s\", \"hostPort\": %s, \"protocol\": \"%s\"}"
        .formatted(parts[0], parts[1], parts[2]);
  }

  @ParameterizedTest(name = "{0} beside {1}")
  @CsvSource({
    ":8080/TCP,            :8080/TCP,                   true",
    ":8080/TCP,            :8081/TCP,                   false",
    ":8080/TCP,            :8080/UDP,                   false",
    "127.0.0.1:8080/TCP,   127.0.0.2:8080/TCP,          false",
    "127.0.0.1:8080/TCP,   127.0.0.1:8080/TCP,          true",
    "127.0.0.1:8080/TCP,   :8080/TCP,                   true",
    "0.0.0.0:8080/TCP,     127.0.0.1:8080/TCP,          true",
    "0.0.0.0:8080/TCP,     :8080/TCP,                   true",
    ":0/TCP,               :0/TCP,                      false",
    ":1/TCP :2/TCP,        :3/TCP :2/TCP,               true",
    "'',                   :8080/TCP,                   false",
    ":8080/TCP,            '',                          false",
  })
  void portsOfTwoPods_clashWhereTheyAreTheSame(String wanted, String used, boolean clash) {
    Optional<Cause> expected =
        clash
            ? Optional.of(
                Cause.failure("NodePorts", "Pod was rejected: Predicate NodePorts failed"))
            : Optional.empty();

    assertThat(HostPorts.conflict(pod(wanted), List.of(pod(used)))).isEqualTo(expected);
  }

  @Test
  void everyOtherPod_isLookedAt() {
    assertThat(
            HostPorts.conflict(
                pod(":5/TCP"), List.of(pod(":1/TCP"), pod(""), pod(":5/UDP :5/TCP"))))
        .isPresent();
    assertThat(HostPorts.conflict(pod(":5/TCP"), List.of())).isEmpty();
  }
}

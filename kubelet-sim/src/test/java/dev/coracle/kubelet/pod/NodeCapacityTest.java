// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Quantity;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCapacityTest {

  private static final Map<String, Quantity> NODE =
      Map.of(
          "cpu", Quantity.parse("4"),
          "memory", Quantity.parse("8Gi"),
          "pods", Quantity.parse("3"),
          "example.com/gpu", Quantity.parse("1"));

  /** A Pod whose containers ask for amounts written as {@code cpu=1,memory=1Gi}. */
  private static PodSpec pod(String... containers) {
    String list =
        Stream.of(containers)
            .map(NodeCapacityTest::container)
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return new PodSpec(
        KubeObject.parse(
            "{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": [" + list + "]}}"));
  }

  private static String container(String amounts) {
    String requests =
        Stream.of(amounts.split(","))
            .filter(amount -> !amount.isEmpty())
            .map(amount -> amount.split("="))
            .map(amount -> "\"" + amount[0] + "\": \"" + amount[1] + "\"")
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return "{\"name\": \"c\", \"resources\": {\"requests\": {" + requests + "}}}";
  }

  @ParameterizedTest(name = "{0} beside {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          ~~;                 ~~
          cpu=4;              ~~
          cpu=1;              cpu=3
          cpu=500m;           cpu=3500m
          memory=8Gi;         cpu=4
          memory=1Gi,cpu=1;   memory=7Gi,cpu=1
          example.com/gpu=1;  ~~
          example.com/fpga=9; example.com/fpga=9
          ~~;                 cpu=400
          """)
  void podThatFits_isLetIn(String wanted, String used) {
    assertThat(NodeCapacity.shortage(pod(wanted), List.of(pod(used)), NODE)).isEmpty();
  }

  @ParameterizedTest(name = "{0} beside {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          cpu=5;              ~~;                cpu;             5000; 0;          4000
          cpu=1;              cpu=3500m;         cpu;             1000; 3500;       4000
          cpu=1m;             cpu=4;             cpu;             1;    4000;       4000
          memory=9Gi;         cpu=1;             memory;          9663676416; 0;    8589934592
          memory=1Gi,cpu=9;   ~~;                cpu;             9000; 0;          4000
          example.com/gpu=1;  example.com/gpu=1; example.com/gpu; 1;    1;          1
          """)
  void podThatDoesNotFit_isRefused(
      String wanted, String used, String resource, long requested, long taken, long capacity) {
    assertThat(NodeCapacity.shortage(pod(wanted), List.of(pod(used)), NODE))
        .contains(
            Cause.failure(
                "OutOf" + resource,
                "Pod was rejected: Node didn't have enough resource: "
                    + resource
                    + ", requested: "
                    + requested
                    + ", used: "
                    + taken
                    + ", capacity: "
                    + capacity));
  }

  @Test
  void containersOfAPod_areAddedUp() {
    Optional<Cause> shortage =
        NodeCapacity.shortage(pod("cpu=2", "cpu=3"), List.of(pod("cpu=1")), NODE);

    assertThat(shortage.orElseThrow().message()).contains("requested: 5000, used: 1000");
  }

  @Test
  void node_hasPlacesForSoManyPods() {
    List<PodSpec> two = Collections.nCopies(2, pod(""));
    List<PodSpec> three = Collections.nCopies(3, pod(""));

    assertThat(NodeCapacity.shortage(pod(""), two, NODE)).isEmpty();
    assertThat(NodeCapacity.shortage(pod(""), three, NODE))
        .contains(
            Cause.failure(
                "OutOfpods",
                "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 3,"
                    + " capacity: 3"));
  }
}

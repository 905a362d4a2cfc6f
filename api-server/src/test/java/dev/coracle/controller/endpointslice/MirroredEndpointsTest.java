// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MirroredEndpointsTest {

  private static final String ENDPOINTS =
      """
      {"metadata": {"name": "db", "namespace": "default", "uid": "e1",
        "labels": {"team": "blue"},
        "annotations": {"note": "kept", "endpoints.kubernetes.io/last-change-trigger-time": "x",
                        "kubectl.kubernetes.io/last-applied-configuration": "{}"}},
       "subsets": [{"addresses": [%s], "notReadyAddresses": [%s], "ports": [{"port": 5432}]}]}
      """;

  private static String addresses(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"ip\": \"10.0.%d.%d\"}".formatted(i / 250, i % 250 + 1))
        .collect(Collectors.joining(","));
  }

  private static MirroredEndpoints mirrored(String ready, String notReady) {
    return MirroredEndpoints.of(KubeObject.parse(ENDPOINTS.formatted(ready, notReady)));
  }

  @Test
  void metadata_isThatOfTheEndpointsButForWhatIsTheirsAlone() {
    KubeObject slice = KubeObject.of(mirrored(addresses(0, 1), "").slices().get(0));

    assertThat(slice.labels())
        .containsEntry("team", "blue")
        .containsEntry("kubernetes.io/service-name", "db")
        .containsEntry(
            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
    assertThat(slice.annotations()).containsOnlyKeys("note");
    assertThat(slice.controller().map(owner -> owner.kind() + " " + owner.uid()))
        .contains("Endpoints e1");
  }

  @Test
  void address_saysOnlyWhetherItIsReady() {
    MirroredEndpoints mirrored =
        mirrored(
            "{\"ip\": \"10.0.0.1\", \"hostname\": \"a\", \"nodeName\": \"n\"}",
            "{\"ip\": \"10.0.0.2\"}");

    assertThat(Json.text(mirrored.slices().get(0).path("endpoints")))
        .isEqualTo(
            "[{\"addresses\":[\"10.0.0.1\"],\"conditions\":{\"ready\":true},\"hostname\":\"a\","
                + "\"nodeName\":\"n\"},"
                + "{\"addresses\":[\"10.0.0.2\"],\"conditions\":{\"ready\":false}}]");
  }

  @Test
  void addressesBeyondAThousand_areSkippedWithAWarning() {
    MirroredEndpoints mirrored = mirrored(addresses(0, 990), addresses(990, 1025));

    assertThat(mirrored.slices()).hasSize(1);
    assertThat(mirrored.slices().get(0).path("endpoints")).hasSize(1000);
    assertThat(mirrored.warnings())
        .containsEntry(
            "TooManyAddressesToMirror",
            "A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 25"
                + " addresses were skipped");
  }

  @Test
  void endpointsWithoutAddresses_haveNoSlice() {
    MirroredEndpoints mirrored =
        MirroredEndpoints.of(
            KubeObject.parse("{\"metadata\": {\"name\": \"db\", \"namespace\": \"default\"}}"));

    assertThat(mirrored.slices()).isEmpty();
  }
}

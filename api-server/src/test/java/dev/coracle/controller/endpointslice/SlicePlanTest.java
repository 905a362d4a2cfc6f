// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SlicePlanTest {

  private static final KubeObject SERVICE =
      KubeObject.parse(
          """
          {"apiVersion": "v1", "kind": "Service",
           "metadata": {"name": "web", "namespace": "default", "uid": "s1"},
           "spec": {"clusterIP": "10.96.0.9"}}
          """);
  private static final List<EndpointPort> PORTS = List.of(new EndpointPort("", 80, "TCP", ""));

  /** Slices as ranges of numbered Pods, before, wanted, and what is written. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # before       | wanted          | created          | updated         | deleted
                         | 0-2             | 0-2              |                 |
          0-2            | 0-2             |                  |                 |
          0-2            | 0-3             |                  | 0-3             |
          0-99           | 0-100           | 100-100          |                 |
          0-99 100-149   | 0-150           |                  | 100-150         |
          0-89 100-149   | 0-89 100-151    |                  | 0-89+150-151    |
                         | 0-249           | 0-99 100-199 200-249 |             |
          0-9 10-19      | 0-9             |                  |                 | 10-19
          0-9 10-19      | 0-8 10-20       |                  | 0-8+20-20       |
          0-49           | 0-199           | 50-149           | 0-49+150-199    |
          """)
  void endpoints_arePackedWithFewestWrites(
      String before, String wanted, String created, String updated, String deleted) {
    List<KubeObject> slices = new ArrayList<>();
    ranges(before).forEach(range -> slices.add(slice(range, slices.size())));

    SlicePlan plan = SlicePlan.of(SERVICE, "IPv4", endpoints(wanted), slices);

    assertThat(plan.creations())
        .extracting(SlicePlanTest::content)
        .containsExactlyElementsOf(words(created));
    assertThat(plan.updates().stream().map(s -> content(s.tree())).collect(joining(" ")))
        .isEqualTo(updated == null ? "" : updated);
    assertThat(plan.deletions().stream().map(s -> content(s.tree())))
        .containsExactlyElementsOf(words(deleted));
  }

  @Test
  void serviceWithoutEndpoints_hasOnePlaceholder() {
    SlicePlan plan = SlicePlan.of(SERVICE, "IPv4", List.of(), List.of());

    assertThat(plan.creations()).hasSize(1);
    assertThat(Json.text(plan.creations().get(0).path("endpoints"))).isEqualTo("[]");
    assertThat(Json.text(plan.creations().get(0).path("ports"))).isEqualTo("[]");
  }

  @Test
  void lastSlice_becomesThePlaceholder() {
    SlicePlan plan = SlicePlan.of(SERVICE, "IPv4", List.of(), List.of(slice("0-3", 0)));

    assertThat(plan.creations()).isEmpty();
    assertThat(plan.deletions()).isEmpty();
    assertThat(plan.updates()).extracting(KubeObject::name).containsExactly("web-0");
    assertThat(Json.text(plan.updates().get(0).at("endpoints"))).isEqualTo("[]");
    assertThat(Json.text(plan.updates().get(0).at("ports"))).isEqualTo("[]");
  }

  @Test
  void sliceOfAnotherServiceOfThatName_isDeleted() {
    KubeObject stale =
        slice("0-3", 0)
            .edit(
                s ->
                    ((ObjectNode) Json.at(s, "metadata", "ownerReferences").get(0))
                        .put("uid", "s0"));

    SlicePlan plan = SlicePlan.of(SERVICE, "IPv4", endpoints("0-3"), List.of(stale));

    assertThat(plan.deletions()).containsExactly(stale);
    assertThat(plan.creations()).hasSize(1);
  }

  @Test
  void podsWithOtherPorts_haveSlicesOfTheirOwn() {
    List<PodEndpoint> endpoints = new ArrayList<>(endpoints("0-1"));
    endpoints.add(new PodEndpoint(endpoint(2), List.of(new EndpointPort("", 8080, "TCP", ""))));

    SlicePlan plan = SlicePlan.of(SERVICE, "IPv4", endpoints, List.of());

    assertThat(plan.creations())
        .extracting(slice -> slice.path("ports").path(0).path("port").asInt())
        .containsExactly(80, 8080);
  }

  @Test
  void changedLabels_changeTheSlice() {
    KubeObject labelled =
        SERVICE.edit(s -> Json.objectAt(s, "metadata", "labels").put("team", "blue"));

    SlicePlan plan = SlicePlan.of(labelled, "IPv4", endpoints("0-1"), List.of(slice("0-1", 0)));

    assertThat(plan.updates()).hasSize(1);
    assertThat(plan.updates().get(0).labels()).containsEntry("team", "blue");
  }

  private static Stream<String> ranges(String text) {
    return text == null ? Stream.of() : Stream.of(text.split(" "));
  }

  private static List<String> words(String text) {
    return ranges(text).toList();
  }

  private static KubeObject slice(String range, int number) {
    ObjectNode slice = SliceDocuments.empty(SERVICE, "IPv4", PORTS);
    Json.objectAt(slice, "metadata").put("name", "web-" + number);
    endpoints(range).forEach(e -> Json.arrayAt(slice, "endpoints").add(e.document()));
    return KubeObject.of(slice);
  }

  private static List<PodEndpoint> endpoints(String text) {
    return ranges(text)
        .flatMap(range -> numbers(range).mapToObj(i -> new PodEndpoint(endpoint(i), PORTS)))
        .toList();
  }

  private static IntStream numbers(String range) {
    String[] ends = range.split("-");
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
  }

  private static ObjectNode endpoint(int number) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add("10.0." + number / 250 + "." + number % 250);
    endpoint.putObject("targetRef").put("namespace", "default").put("name", "p" + number);
    return endpoint;
  }

  /** The ranges of numbers of the Pods in a slice, in their order. */
  private static String content(ObjectNode slice) {
    List<String> ranges = new ArrayList<>();
    int first = -1;
    int last = -1;
    for (var endpoint : slice.path("endpoints")) {
      int number = Integer.parseInt(Json.textAt(endpoint, "targetRef", "name").substring(1));
      if (number != last + 1 || first < 0) {
        if (first >= 0) {
          ranges.add(first + "-" + last);
        }
        first = number;
      }
      last = number;
    }
    ranges.add(first + "-" + last);
    return String.join("+", ranges);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class TopologyHintsTest {

  /** CPUs of the zones' nodes, ready endpoints in them, and endpoints hinted to them. */
  @ParameterizedTest(name = "CPUs {0}, endpoints {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a:4 b:4     | a:2 b:2     | {a=2, b=2}
          a:4 b:4     | a:4         | {a=2, b=2}
          a:4 b:4     | a:4 b:2     | {a=3, b=3}
          a:6 b:2     | a:2 b:2     | {a=3, b=1}
          a:4 b:4 c:4 | a:5 b:1     | {a=2, b=2, c=2}
          """)
  void endpoints_areSharedInProportionToCpu(String cpus, String placed, String hinted) {
    List<PodEndpoint> endpoints = endpoints(placed);

    Optional<String> problem = TopologyHints.share(endpoints, ZoneShares.of(nodes(cpus)));

    assertThat(problem).isEmpty();
    Map<String, Long> counts =
        endpoints.stream().collect(groupingBy(TopologyHintsTest::hint, counting()));
    assertThat(new TreeMap<>(counts)).hasToString(hinted);
  }

  @ParameterizedTest(name = "CPUs {0}, endpoints {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a:4         | a:4 | Nodes only ready in one zone
          a:4 b:4     | a:1 | Insufficient number of endpoints (1 endpoints, 2 zones)
          a:4 :4      | a:4 | Insufficient Node information: allocatable CPU or zone not specified on one or more nodes
          a:4 b:4     | :4  | One or more endpoints do not have a zone specified
          a:4 b:4 c:4 | a:4 | Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones)
          """)
  void clusterThatCannotBeShared_saysWhy(String cpus, String placed, String problem) {
    List<PodEndpoint> endpoints = endpoints(placed);

    assertThat(TopologyHints.share(endpoints, ZoneShares.of(nodes(cpus)))).contains(problem);
    assertThat(endpoints).allSatisfy(endpoint -> assertThat(hint(endpoint)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          PreferClose    | {"forZones":[{"name":"a"}]}
          PreferSameZone | {"forZones":[{"name":"a"}]}
          PreferSameNode | {"forZones":[{"name":"a"}],"forNodes":[{"name":"node-1"}]}
          ''             | none
          """)
  void trafficDistribution_hintsReadyEndpointsHome(String wish, String hints) {
    List<PodEndpoint> endpoints = endpoints("a:1");
    KubeObject service =
        KubeObject.of(
            Json.parseObject("{\"spec\": {\"trafficDistribution\": \"%s\"}}".formatted(wish)));

    TopologyHints.distribute(service, endpoints);

    var given = endpoints.get(0).document().path("hints");
    assertThat(given.isMissingNode() ? null : Json.text(given)).isEqualTo(hints);
  }

  @Test
  void endpointThatIsNotReady_getsNoHint() {
    List<PodEndpoint> endpoints = endpoints("a:1");
    Json.objectAt(endpoints.get(0).document(), "conditions").put("ready", false);

    TopologyHints.distribute(
        KubeObject.parse("{\"spec\": {\"trafficDistribution\": \"PreferClose\"}}"), endpoints);

    assertThat(hint(endpoints.get(0))).isEmpty();
  }

  private static String hint(PodEndpoint endpoint) {
    return Json.textAt(Json.at(endpoint.document(), "hints", "forZones").path(0), "name");
  }

  private static List<KubeObject> nodes(String cpus) {
    List<KubeObject> nodes = new ArrayList<>();
    for (String word : cpus.split(" ")) {
      String[] parts = word.split(":");
      nodes.add(
          KubeObject.parse(
              """
              {"metadata": {"name": "n", "labels": {"topology.kubernetes.io/zone": "%s"}},
               "status": {"allocatable": {"cpu": "%s"},
                          "conditions": [{"type": "Ready", "status": "True"}]}}
              """
                  .formatted(parts[0], parts[1])));
    }
    return nodes;
  }

  private static List<PodEndpoint> endpoints(String placed) {
    List<PodEndpoint> endpoints = new ArrayList<>();
    for (String word : placed.split(" ")) {
      String[] parts = word.split(":");
      for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
        endpoints.add(new PodEndpoint(endpoint(parts[0]), List.of()));
      }
    }
    return endpoints;
  }

  private static ObjectNode endpoint(String zone) {
    ObjectNode endpoint = Json.object().put("nodeName", "node-1");
    if (!zone.isEmpty()) {
      endpoint.put("zone", zone);
    }
    endpoint.putObject("conditions").put("ready", true);
    return endpoint;
  }
}

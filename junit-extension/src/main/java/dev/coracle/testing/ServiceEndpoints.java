// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The endpoints of a Service, as its slices tell them. */
final class ServiceEndpoints {

  private static final String OF_SERVICE = "kubernetes.io/service-name";

  private final KubeClient client;
  private final ObjectKey service;

  ServiceEndpoints(KubeClient client, ObjectKey service) {
    this.client = client;
    this.service = service;
  }

  /** Whether there is a ready one, Pod or not. */
  boolean anyReady() {
    return slices().stream()
        .flatMap(slice -> slice.at("endpoints").valueStream())
        .anyMatch(ServiceEndpoints::isReady);
  }

  /** The Pods that are ready endpoints. */
  SortedSet<ObjectKey> ready() {
    SortedSet<ObjectKey> pods = new TreeSet<>();
    for (KubeObject slice : slices()) {
      for (JsonNode endpoint : slice.at("endpoints")) {
        boolean pod = Json.textAt(endpoint, "targetRef", "kind").equals("Pod");
        if (pod && isReady(endpoint)) {
          pods.add(ObjectKey.of(service.namespace(), Json.textAt(endpoint, "targetRef", "name")));
        }
      }
    }
    return pods;
  }

  /**
   * Where a ready one is, at a port of the Service's.
   *
   * @param unnamed the port where the Service has none at all
   */
  Optional<InetSocketAddress> anyReadyAddress(String port, int unnamed) {
    return slices().stream().flatMap(slice -> addresses(slice, port, unnamed)).findFirst();
  }

  private static Stream<InetSocketAddress> addresses(KubeObject slice, String port, int unnamed) {
    int number =
        slice
            .at("ports")
            .valueStream()
            .filter(each -> Json.textAt(each, "name").equals(port))
            .filter(each -> each.path("protocol").asString("TCP").equals("TCP"))
            .map(each -> each.path("port").asInt(unnamed))
            .findFirst()
            .orElse(unnamed);
    return slice
        .at("endpoints")
        .valueStream()
        .filter(ServiceEndpoints::isReady)
        .flatMap(endpoint -> endpoint.path("addresses").valueStream())
        .map(address -> InetSocketAddress.createUnresolved(address.asString(""), number));
  }

  private List<KubeObject> slices() {
    Selector labels = Selector.ofMap(Map.of(OF_SERVICE, service.name()));
    return client
        .list(
            ResourceType.ENDPOINT_SLICES,
            ListOptions.inNamespace(service.namespace()).withLabels(labels))
        .items();
  }

  /** The API takes unknown for ready. */
  private static boolean isReady(JsonNode endpoint) {
    return endpoint.path("conditions").path("ready").asBoolean(true);
  }
}

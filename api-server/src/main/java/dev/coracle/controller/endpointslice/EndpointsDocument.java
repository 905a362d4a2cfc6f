// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Service;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.controller.DocumentTrees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the Endpoints object of a Service shall hold.
 *
 * @param truncated whether there were more addresses than an object holds
 */
record EndpointsDocument(Map<String, String> labels, ArrayNode subsets, boolean truncated) {

  static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String MANAGER = "endpoint-controller";
  private static final int MOST = 1000;

  static EndpointsDocument of(KubeObject service, List<KubeObject> pods) {
    EndpointSubsets subsets = new EndpointSubsets();
    boolean all = new Service(service).publishesNotReady();
    for (KubeObject pod : pods) {
      List<String> ips = PodEndpoint.addresses(pod, family(service, pod));
      if (!ips.isEmpty() && (all || !pod.isDeleting())) {
        List<EndpointPort> ports = EndpointPort.all(service, pod);
        if (!ports.isEmpty() || new Service(service).ports().isEmpty()) {
          subsets.add(address(service, pod, ips.get(0)), ports, all || PodEndpoint.isReady(pod));
        }
      }
    }
    ArrayNode made = subsets.toJson();
    boolean truncated = truncate(made);
    return new EndpointsDocument(labels(service), made, truncated);
  }

  private static Map<String, String> labels(KubeObject service) {
    Map<String, String> labels = new TreeMap<>(service.labels());
    labels.remove(SliceDocuments.HEADLESS);
    if (!new Service(service).hasClusterIp()) {
      labels.put(SliceDocuments.HEADLESS, "");
    }
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  /** Endpoints know one family: the Service's first, or that of its address or of the Pod. */
  private static String family(KubeObject service, KubeObject pod) {
    Service lens = new Service(service);
    if (!lens.ipFamilies().isEmpty()) {
      return lens.ipFamilies().get(0);
    }
    return IpAddress.parseLegacy(
            lens.hasClusterIp() ? lens.clusterIp() : pod.text("status", "podIP"))
        .map(IpAddress::family)
        .orElse(IpFamily.IPV4)
        .toString();
  }

  private static ObjectNode address(KubeObject service, KubeObject pod, String ip) {
    ObjectNode address = Json.object().put("ip", ip);
    PodEndpoint.hostname(service, pod).ifPresent(name -> address.put("hostname", name));
    address.put("nodeName", pod.text("spec", "nodeName"));
    address.set("targetRef", PodEndpoint.reference(pod));
    return address;
  }

  /** Keeps a thousand addresses, the ready ones first; answers whether there were more. */
  private static boolean truncate(ArrayNode subsets) {
    int ready = count(subsets, "addresses");
    int notReady = count(subsets, "notReadyAddresses");
    if (ready + notReady <= MOST) {
      return false;
    }
    boolean tooManyReady = ready > MOST;
    keep(
        subsets,
        tooManyReady ? "addresses" : "notReadyAddresses",
        tooManyReady ? MOST : MOST - ready);
    if (tooManyReady) {
      keep(subsets, "notReadyAddresses", 0);
    }
    return true;
  }

  private static int count(ArrayNode subsets, String member) {
    return subsets.valueStream().mapToInt(s -> s.path(member).size()).sum();
  }

  /** Keeps so many addresses of one sort, a fair share of each subset. */
  private static void keep(ArrayNode subsets, String member, int most) {
    int all = count(subsets, member);
    int left = most;
    List<Integer> empty = new ArrayList<>();
    for (int i = 0; i < subsets.size(); i++) {
      ObjectNode subset = (ObjectNode) subsets.get(i);
      JsonNode addresses = subset.path(member);
      int share = (int) Math.ceil((double) addresses.size() * most / Math.max(1, all));
      int kept = Math.min(left, Math.min(share, addresses.size()));
      left -= kept;
      shorten(subset, member, kept);
      if (!subset.has("addresses") && !subset.has("notReadyAddresses")) {
        empty.add(0, i);
      }
    }
    empty.forEach(i -> subsets.remove((int) i));
  }

  private static void shorten(ObjectNode subset, String member, int size) {
    if (size == 0) {
      subset.remove(member);
    }
    while (subset.path(member).size() > size) {
      Json.arrayAt(subset, member).remove(subset.path(member).size() - 1);
    }
  }

  boolean isIn(KubeObject endpoints) {
    return new TreeMap<>(endpoints.labels()).equals(labels)
        && DocumentTrees.same(arrayOf(endpoints), subsets)
        && endpoints.annotations().getOrDefault(OVER_CAPACITY, "").equals("truncated") == truncated;
  }

  private static ArrayNode arrayOf(KubeObject endpoints) {
    return endpoints.at("subsets") instanceof ArrayNode array ? array : Json.array();
  }

  /** Puts it into an object, which may have been there before. */
  void fill(ObjectNode endpoints, Optional<String> trigger) {
    ObjectNode metadata = Json.objectAt(endpoints, "metadata");
    metadata.remove("labels");
    labels.forEach(Json.objectAt(metadata, "labels")::put);
    ObjectNode annotations = Json.objectAt(metadata, "annotations");
    annotations.remove(List.of(TriggerTimes.ANNOTATION, OVER_CAPACITY));
    trigger.ifPresent(at -> annotations.put(TriggerTimes.ANNOTATION, at));
    if (truncated) {
      annotations.put(OVER_CAPACITY, "truncated");
    }
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    }
    endpoints.remove("subsets");
    if (!subsets.isEmpty()) {
      endpoints.set("subsets", subsets);
    }
  }
}

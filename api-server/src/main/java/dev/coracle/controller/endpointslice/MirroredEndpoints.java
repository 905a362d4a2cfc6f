// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The EndpointSlices that say what an Endpoints object says: one for each set of ports and family.
 *
 * @param warnings what could not be said, by the reason of the Event that tells it
 */
record MirroredEndpoints(List<ObjectNode> slices, Map<String, String> warnings) {

  static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final Set<String> OWN_ANNOTATIONS =
      Set.of(TriggerTimes.ANNOTATION, "kubectl.kubernetes.io/last-applied-configuration");
  private static final int MOST = 1000;

  /** Whether the object is one that shall be mirrored, as far as itself can tell. */
  static boolean isWanted(KubeObject endpoints) {
    return !endpoints.labels().getOrDefault(SKIP, "").equals("true")
        && !endpoints.annotations().containsKey(LEADER);
  }

  static MirroredEndpoints of(KubeObject endpoints) {
    MirroredEndpoints mirrored = new MirroredEndpoints(new ArrayList<>(), new LinkedHashMap<>());
    int skipped = 0;
    for (JsonNode subset : new EndpointSubsets().addAll(endpoints.at("subsets")).toJson()) {
      skipped += mirrored.add(endpoints, subset);
    }
    if (skipped > 0) {
      mirrored.warnings.put(
          "TooManyAddressesToMirror",
          "A max of %d addresses can be mirrored to EndpointSlices per Endpoints subset. %d addresses were skipped"
              .formatted(MOST, skipped));
    }
    return mirrored;
  }

  /** Adds the slices of a subset; answers how many of its addresses were too many. */
  private int add(KubeObject endpoints, JsonNode subset) {
    Map<String, ArrayNode> families = new LinkedHashMap<>();
    int count = 0;
    for (String member : List.of("addresses", "notReadyAddresses")) {
      for (JsonNode address : subset.path(member)) {
        String ip = Json.textAt(address, "ip");
        Optional<IpAddress> parsed = IpAddress.parseLegacy(ip);
        if (parsed.isEmpty()) {
          warnings.put(
              "InvalidIPAddress",
              "Skipping %s IP for mirroring to EndpointSlices: invalid IP address".formatted(ip));
        } else if (++count <= MOST) {
          families
              .computeIfAbsent(parsed.get().family().toString(), f -> Json.array())
              .add(endpoint(address, member.equals("addresses")));
        }
      }
    }
    families.forEach((family, all) -> slices.add(slice(endpoints, subset, family, all)));
    return Math.max(0, count - MOST);
  }

  private static ObjectNode endpoint(JsonNode address, boolean ready) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(Json.textAt(address, "ip"));
    endpoint.putObject("conditions").put("ready", ready);
    for (String member : List.of("hostname", "nodeName", "targetRef")) {
      JsonNode value = address.path(member);
      if (!value.isMissingNode() && !value.isNull() && !value.asString("?").isEmpty()) {
        endpoint.set(member, value.deepCopy());
      }
    }
    return endpoint;
  }

  private static ObjectNode slice(
      KubeObject endpoints, JsonNode subset, String family, ArrayNode all) {
    ObjectNode slice = Json.object();
    slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata = slice.putObject("metadata");
    metadata.put("namespace", endpoints.namespace()).put("generateName", endpoints.name() + "-");
    ObjectNode labels = metadata.putObject("labels");
    endpoints.labels().forEach(labels::put);
    labels.put(EndpointSlice.SERVICE_NAME, endpoints.name());
    labels.put(EndpointSlice.MANAGED_BY, MANAGER);
    ObjectNode annotations = Json.object();
    endpoints.annotations().forEach(annotations::put);
    annotations.remove(OWN_ANNOTATIONS);
    if (!annotations.isEmpty()) {
      metadata.set("annotations", annotations);
    }
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(ResourceType.ENDPOINTS, endpoints).toJson());
    slice.put("addressType", family);
    slice.set("endpoints", all);
    ArrayNode ports = slice.putArray("ports");
    EndpointPort.of(subset.path("ports")).forEach(port -> ports.add(port.toJson()));
    return slice;
  }

  /** Whether a slice that is there can be changed into a wanted one. */
  static boolean canBecome(KubeObject slice, ObjectNode wanted, boolean samePorts) {
    return slice.text("addressType").equals(Json.textAt(wanted, "addressType"))
        && ownerUids(slice).equals(ownerUids(KubeObject.of(wanted)))
        && (!samePorts
            || EndpointPort.of(slice.at("ports")).equals(EndpointPort.of(wanted.path("ports"))));
  }

  private static List<String> ownerUids(KubeObject slice) {
    return slice.ownerReferences().stream().map(OwnerReference::uid).toList();
  }

  /** Makes a slice say what the wanted one says. */
  static void copyInto(ObjectNode slice, ObjectNode wanted) {
    slice.set("endpoints", wanted.path("endpoints"));
    slice.set("ports", wanted.path("ports"));
    ObjectNode metadata = Json.objectAt(slice, "metadata");
    for (String member : List.of("labels", "annotations")) {
      JsonNode value = Json.at(wanted, "metadata", member);
      if (value.isMissingNode()) {
        metadata.remove(member);
      } else {
        metadata.set(member, value);
      }
    }
  }
}

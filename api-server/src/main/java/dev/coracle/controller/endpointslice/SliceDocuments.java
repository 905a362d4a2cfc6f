// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The form of the EndpointSlices that belong to a Service. */
final class SliceDocuments {

  static final String MANAGER = "endpointslice-controller.k8s.io";
  static final String HEADLESS = "service.kubernetes.io/headless";

  private static final Set<String> OWN_LABELS =
      Set.of(EndpointSlice.SERVICE_NAME, EndpointSlice.MANAGED_BY, HEADLESS);

  private SliceDocuments() {}

  static ObjectNode empty(KubeObject service, String family, List<EndpointPort> ports) {
    ObjectNode slice = Json.object();
    slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata = slice.putObject("metadata");
    metadata.put("namespace", service.namespace()).put("generateName", service.name() + "-");
    labels(service).forEach(Json.objectAt(metadata, "labels")::put);
    Json.arrayAt(metadata, "ownerReferences")
        .add(OwnerReference.controllerOf(ResourceType.SERVICES, service).toJson());
    slice.put("addressType", family);
    slice.putArray("endpoints");
    ports.forEach(port -> Json.arrayAt(slice, "ports").add(port.toJson()));
    Json.arrayAt(slice, "ports");
    return slice;
  }

  /** The Service's own labels, and those by which a slice is found. */
  static Map<String, String> labels(KubeObject service) {
    Map<String, String> labels = new TreeMap<>(service.labels());
    labels.keySet().removeAll(OWN_LABELS);
    labels.put(EndpointSlice.SERVICE_NAME, service.name());
    labels.put(EndpointSlice.MANAGED_BY, MANAGER);
    if (!new Service(service).hasClusterIp()) {
      labels.put(HEADLESS, "");
    }
    return labels;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** An IPAddress as the allocator of cluster IPs makes them: a Service's, and marked as its own. */
record ServiceAddress(KubeObject object) {

  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";

  /** The IPAddress that an address of a Service shall have. */
  static KubeObject of(String ip, ObjectKey service) {
    return KubeObject.of(ResourceType.IP_ADDRESSES, ObjectKey.cluster(ip))
        .edit(
            address -> {
              labels(ip).forEach(Json.objectAt(address, "metadata", "labels")::put);
              ObjectNode parent = Json.objectAt(address, "spec", "parentRef");
              parent.put("resource", "services");
              parent.put("namespace", service.namespace()).put("name", service.name());
            });
  }

  private static Map<String, String> labels(String ip) {
    return Map.of(FAMILY, family(ip), MANAGED_BY, ALLOCATOR);
  }

  static String family(String ip) {
    return IpAddress.of(ip).family().toString();
  }

  /** Whether the allocator made it, and so may take it away. */
  boolean isManaged() {
    return ALLOCATOR.equals(object.labels().get(MANAGED_BY));
  }

  boolean isLabelled() {
    return object.labels().entrySet().containsAll(labels(object.name()).entrySet());
  }

  boolean isOfService() {
    return parent("group").isEmpty() && parent("resource").equals("services");
  }

  /** The Service that it says it belongs to. */
  ObjectKey service() {
    return ObjectKey.of(parent("namespace"), parent("name"));
  }

  /** Its parent as messages show it. */
  String parentText() {
    return "&ParentReference{Group:%s,Resource:%s,Namespace:%s,Name:%s,}"
        .formatted(parent("group"), parent("resource"), parent("namespace"), parent("name"));
  }

  private String parent(String member) {
    return object.text("spec", "parentRef", member);
  }
}

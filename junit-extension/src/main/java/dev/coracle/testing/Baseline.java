// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The objects that a cluster has before anybody uses it: those it made for itself. */
final class Baseline {

  /** What the cluster writes by itself all the time, and makes again where it is missing. */
  private static final Set<String> OWN_AFFAIRS =
      Set.of("leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io");

  private static final List<String> BOOKKEEPING =
      List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");

  private final Map<ResourceType, Map<ObjectKey, KubeObject>> objects = new HashMap<>();

  Baseline(Map<ResourceType, List<KubeObject>> all) {
    all.forEach(
        (type, list) -> {
          Map<ObjectKey, KubeObject> byKey = new HashMap<>();
          list.forEach(object -> byKey.put(object.key(), object));
          objects.put(type, byKey);
        });
  }

  boolean has(ResourceType type, ObjectKey key) {
    return objects.getOrDefault(type, Map.of()).containsKey(key);
  }

  /** What is to be as it was before, kind by kind. */
  Stream<Map.Entry<ResourceType, Map<ObjectKey, KubeObject>>> kept() {
    return objects.entrySet().stream()
        .filter(kind -> !OWN_AFFAIRS.contains(kind.getKey().qualifiedName()))
        .filter(kind -> !kind.getKey().kind().equals("Event"));
  }

  /**
   * What is to be written where an object is now, so that it says what it said; empty if it does.
   */
  static Optional<KubeObject> restored(KubeObject before, KubeObject now) {
    boolean same =
        before.resourceVersion().equals(now.resourceVersion()) || said(before).equals(said(now));
    return same ? Optional.empty() : Optional.of(fresh(before));
  }

  /** An object without what the server gives it, to be created once more. */
  static KubeObject fresh(KubeObject before) {
    return before.edit(tree -> Json.objectAt(tree, "metadata").remove(BOOKKEEPING));
  }

  /** What an object says, but for what others tell about it. */
  private static ObjectNode said(KubeObject object) {
    ObjectNode tree = fresh(object).tree().deepCopy();
    tree.remove("status");
    return tree;
  }
}

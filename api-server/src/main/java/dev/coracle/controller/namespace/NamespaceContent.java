// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.namespace;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.controller.StatusConditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What is left in a Namespace that is being deleted, and how that is said in its conditions. */
final class NamespaceContent {

  private final Map<String, Integer> remaining = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  void remains(ResourceType kind, KubeObject object) {
    remaining.merge(nameOf(kind), 1, Integer::sum);
    object.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
  }

  void failed(ResourceType kind, ApiException refusal) {
    failures.add("unexpected error deleting " + kind.qualifiedName() + ": " + refusal.getMessage());
  }

  private static String nameOf(ResourceType kind) {
    return kind.plural() + "." + kind.group();
  }

  boolean isEmptyOf(ResourceType kind) {
    return !remaining.containsKey(nameOf(kind));
  }

  boolean isEmpty() {
    return remaining.isEmpty() && failures.isEmpty();
  }

  List<ObjectNode> conditions(Instant now) {
    return List.of(
        isNot(
            "NamespaceDeletionDiscoveryFailure",
            "ResourcesDiscovered",
            "All resources successfully discovered",
            now),
        isNot(
            "NamespaceDeletionGroupVersionParsingFailure",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
            now),
        deletion(now),
        remainingContent(now),
        remainingFinalizers(now));
  }

  private ObjectNode deletion(Instant now) {
    String type = "NamespaceDeletionContentFailure";
    if (failures.isEmpty()) {
      String message = "All content successfully deleted, may be waiting on finalization";
      return isNot(type, "ContentDeleted", message, now);
    }
    String message = "Failed to delete all resource types, %d remaining: %s";
    return is(
        type,
        "ContentDeletionFailed",
        message.formatted(failures.size(), String.join(", ", failures)),
        now);
  }

  private ObjectNode remainingContent(Instant now) {
    String type = "NamespaceContentRemaining";
    if (remaining.isEmpty()) {
      return isNot(type, "ContentRemoved", "All content successfully removed", now);
    }
    String message =
        "Some resources are remaining: " + list(remaining, "%s has %d resource instances");
    return is(type, "SomeResourcesRemain", message, now);
  }

  private ObjectNode remainingFinalizers(Instant now) {
    String type = "NamespaceFinalizersRemaining";
    if (finalizers.isEmpty()) {
      String message = "All content-preserving finalizers finished";
      return isNot(type, "ContentHasNoFinalizers", message, now);
    }
    String message =
        "Some content in the namespace has finalizers remaining: "
            + list(finalizers, "%s in %d resource instances");
    return is(type, "SomeFinalizersRemain", message, now);
  }

  private static ObjectNode is(String type, String reason, String message, Instant now) {
    return StatusConditions.condition(type, "True", reason, message, now);
  }

  private static ObjectNode isNot(String type, String reason, String message, Instant now) {
    return StatusConditions.condition(type, "False", reason, message, now);
  }

  private static String list(Map<String, Integer> counts, String format) {
    return counts.entrySet().stream()
        .map(e -> format.formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}

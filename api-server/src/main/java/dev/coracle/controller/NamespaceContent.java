// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
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
        StatusConditions.condition(
            "NamespaceDeletionDiscoveryFailure",
            "False",
            "ResourcesDiscovered",
            "All resources successfully discovered",
            now),
        StatusConditions.condition(
            "NamespaceDeletionGroupVersionParsingFailure",
            "False",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
            now),
        deletion(now),
        remainingContent(now),
        remainingFinalizers(now));
  }

  private ObjectNode deletion(Instant now) {
    return failures.isEmpty()
        ? StatusConditions.condition(
            "NamespaceDeletionContentFailure",
            "False",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
            now)
        : StatusConditions.condition(
            "NamespaceDeletionContentFailure",
            "True",
            "ContentDeletionFailed",
            "Failed to delete all resource types, %d remaining: %s"
                .formatted(failures.size(), String.join(", ", failures)),
            now);
  }

  private ObjectNode remainingContent(Instant now) {
    return remaining.isEmpty()
        ? StatusConditions.condition(
            "NamespaceContentRemaining",
            "False",
            "ContentRemoved",
            "All content successfully removed",
            now)
        : StatusConditions.condition(
            "NamespaceContentRemaining",
            "True",
            "SomeResourcesRemain",
            "Some resources are remaining: " + list(remaining, "%s has %d resource instances"),
            now);
  }

  private ObjectNode remainingFinalizers(Instant now) {
    return finalizers.isEmpty()
        ? StatusConditions.condition(
            "NamespaceFinalizersRemaining",
            "False",
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished",
            now)
        : StatusConditions.condition(
            "NamespaceFinalizersRemaining",
            "True",
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: "
                + list(finalizers, "%s in %d resource instances"),
            now);
  }

  private static String list(Map<String, Integer> counts, String format) {
    return counts.entrySet().stream()
        .map(e -> format.formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}

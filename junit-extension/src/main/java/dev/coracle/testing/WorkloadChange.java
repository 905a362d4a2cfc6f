// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The changes of a workload that kubectl has commands for. */
final class WorkloadChange {

  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
  private static final String ALL = "*";
  private static final List<String> RESTARTED = List.of("Deployment", "StatefulSet", "DaemonSet");

  private final KubeClient client;
  private final ObjectReference workload;

  WorkloadChange(KubeClient client, ObjectReference workload) {
    this.client = client;
    this.workload = workload;
  }

  /** Sets the number of replicas, as {@code kubectl scale} does. */
  void scale(int replicas, List<ResourceType> scalable) {
    if (scalable.stream().noneMatch(workload.type()::equals)) {
      throw new IllegalArgumentException(
          "%s: has no replicas (expected: one of %s)".formatted(workload, scalable));
    }
    client.patch(
        workload.type(),
        workload.key(),
        Patch.merge(scale -> Json.objectAt(scale, "spec").put("replicas", replicas)),
        WriteOptions.subresource("scale"));
  }

  /**
   * Replaces the Pods one after another, as {@code kubectl rollout restart} does: by an annotation
   * of the template that tells the time.
   */
  void restart(Instant now) {
    if (!RESTARTED.contains(workload.type().kind())) {
      throw new IllegalArgumentException(
          "%s: cannot be restarted (expected: one of %s; a Pod by delete(...), a container by"
                  .formatted(workload, RESTARTED)
              + " pod(...).crash())");
    }
    KubeObject present = client.get(workload.type(), workload.key());
    if (present.at("spec", "paused").asBoolean(false)) {
      throw new IllegalArgumentException(
          workload + ": is paused (expected: one whose rollout goes on; set spec.paused to false)");
    }
    String at = after(last(present), now.truncatedTo(ChronoUnit.SECONDS)).toString();
    patchTemplate(
        template -> Json.objectAt(template, "metadata", "annotations").put(RESTARTED_AT, at));
  }

  private static Optional<Instant> last(KubeObject workload) {
    String text = workload.text("spec", "template", "metadata", "annotations", RESTARTED_AT);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A second restart within a second would change nothing: the annotation tells seconds. */
  private static Instant after(Optional<Instant> last, Instant now) {
    return last.filter(before -> !before.isBefore(now)).map(t -> t.plusSeconds(1)).orElse(now);
  }

  /** Sets the image of a container, or of all, as {@code kubectl set image} does. */
  void setImage(String container, String image) {
    KubeObject present = client.get(workload.type(), workload.key());
    String[] spec = podSpec();
    List<String> known = new ArrayList<>();
    Patch patch =
        Patch.strategic(
            body -> {
              ObjectNode changed = Json.objectAt(body, spec);
              for (String list : List.of("initContainers", "containers")) {
                set(present.at(spec).path(list), container, image, known, changed, list);
              }
            });
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          workload + ": has no containers (expected: a Pod, or what makes Pods)");
    }
    if (!container.equals(ALL) && !known.contains(container)) {
      throw new IllegalArgumentException(
          "container: \"%s\" of %s (expected: one of %s, or \"*\" for all)"
              .formatted(container, workload, known));
    }
    client.patch(workload.type(), workload.key(), patch);
  }

  private static void set(
      JsonNode containers,
      String wanted,
      String image,
      List<String> known,
      ObjectNode spec,
      String list) {
    for (JsonNode container : containers) {
      String name = Json.textAt(container, "name");
      known.add(name);
      if (wanted.equals(ALL) || wanted.equals(name)) {
        ArrayNode changed = Json.arrayAt(spec, list);
        changed.add(Json.object().put("name", name).put("image", image));
      }
    }
  }

  private String[] podSpec() {
    return switch (workload.type().kind()) {
      case "Pod" -> new String[] {"spec"};
      case "CronJob" -> new String[] {"spec", "jobTemplate", "spec", "template", "spec"};
      default -> new String[] {"spec", "template", "spec"};
    };
  }

  private void patchTemplate(java.util.function.Consumer<ObjectNode> change) {
    client.patch(
        workload.type(),
        workload.key(),
        Patch.strategic(body -> change.accept(Json.objectAt(body, "spec", "template"))));
  }
}

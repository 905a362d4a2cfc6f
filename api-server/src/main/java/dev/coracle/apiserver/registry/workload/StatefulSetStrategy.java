// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.registry.pod.ClaimRules;
import dev.coracle.apiserver.registry.pod.PodTemplateRules;
import dev.coracle.apiserver.registry.pod.PodTemplateRules.Wording;
import dev.coracle.apiserver.registry.pod.PodWarnings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to StatefulSets. */
public final class StatefulSetStrategy implements ResourceStrategy {

  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");
  private static final String FIXED =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
          + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
          + " 'minReadySeconds' are forbidden";

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Ready", StatefulSetStrategy::ready),
              TableColumns.age(),
              Columns.containers(),
              Columns.images()));

  private static String ready(KubeObject set) {
    return set.number(0, "status", "readyReplicas") + "/" + set.number(0, "spec", "replicas");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PodTemplateRules.applyDefaults(object);
    Json.at(object, "spec", "volumeClaimTemplates").forEach(StatefulSetStrategy::nameClaim);
  }

  private static void nameClaim(JsonNode claim) {
    if (claim instanceof ObjectNode object) {
      Json.defaultText(object, "apiVersion", "v1");
      Json.defaultText(object, "kind", "PersistentVolumeClaim");
    }
  }

  /**
   * How many Pods may be missing while a set is updated is not asked: the gate of that is shut.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/apps/statefulset/strategy.go
   * (dropStatefulSetDisabledFields)
   */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    ResourceStrategy.super.prepareForCreate(context, object);
    dropUnavailable(object);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    ResourceStrategy.super.prepareForUpdate(context, object, old);
    dropUnavailable(object);
  }

  private static void dropUnavailable(ObjectNode set) {
    if (set.at("/spec/updateStrategy/rollingUpdate") instanceof ObjectNode rolling) {
      rolling.remove("maxUnavailable");
    }
  }

  /** The names of its Pods, which are host names too, begin with its own. */
  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    checkPodManagement(errors, Values.text(spec, "podManagementPolicy"));
    checkUpdateStrategy(errors, spec.path("updateStrategy"));
    JsonNode retention = spec.path("persistentVolumeClaimRetentionPolicy");
    String retentionPath = "spec.persistentVolumeClaimRetentionPolicy";
    Values.oneOfIfSet(errors, retention, retentionPath, "whenDeleted", "Retain", "Delete");
    Values.oneOfIfSet(errors, retention, retentionPath, "whenScaled", "Retain", "Delete");
    Values.nonNegative(errors, spec, "spec", "replicas");
    Values.nonNegative(errors, spec, "spec", "minReadySeconds");
    Values.nonNegative(errors, spec.path("ordinals"), "spec.ordinals", "start");
    JsonNode claims = spec.path("volumeClaimTemplates");
    Values.each(
        claims,
        "spec.volumeClaimTemplates",
        (claim, path) -> ClaimRules.checkSpec(errors, path + ".spec", claim.path("spec")));
    PodTemplateRules.check(errors, withClaims(spec, claims), Wording.OF_STATEFUL_SET);
  }

  /** What the template can mount: the Pod of each claim has a volume of the claim's name. */
  private static JsonNode withClaims(JsonNode spec, JsonNode claims) {
    if (claims.isEmpty()) {
      return spec;
    }
    ObjectNode whole = ((ObjectNode) spec).deepCopy();
    ObjectNode podSpec = Json.objectAt(whole, "template", "spec");
    ArrayNode volumes = Json.array();
    Set<String> names = new HashSet<>();
    for (JsonNode claim : claims) {
      String name = Json.textAt(claim, "metadata", "name");
      names.add(name);
      ObjectNode volume = volumes.addObject().put("name", name);
      volume.putObject("persistentVolumeClaim").put("claimName", name);
    }
    podSpec
        .path("volumes")
        .valueStream()
        .filter(volume -> !names.contains(Values.text(volume, "name")))
        .forEach(volumes::add);
    podSpec.set("volumes", volumes);
    return whole;
  }

  private static void checkPodManagement(FieldErrors errors, String policy) {
    switch (policy) {
      case "" -> errors.required("spec.podManagementPolicy", "");
      case "OrderedReady", "Parallel" -> {}
      default ->
          errors.invalid(
              "spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
    }
  }

  private static void checkUpdateStrategy(FieldErrors errors, JsonNode strategy) {
    JsonNode rolling = strategy.path("rollingUpdate");
    String path = "spec.updateStrategy";
    switch (Values.text(strategy, "type")) {
      case "" -> errors.required(path, "");
      case "OnDelete" -> {
        if (Values.isSet(rolling)) {
          errors.invalid(
              path + ".rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" ->
          Values.nonNegative(errors, rolling, path + ".rollingUpdate", "partition");
      default -> errors.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    if (!Values.same(fixed(object), fixed(old.tree()))) {
      errors.forbidden("spec", FIXED);
    }
  }

  private static ObjectNode fixed(ObjectNode set) {
    ObjectNode spec =
        set.path("spec") instanceof ObjectNode found ? found.deepCopy() : Json.object();
    return spec.remove(CHANGEABLE);
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return PodWarnings.of("spec.template.spec", object.at("/spec/template/spec"));
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return ScaleView.SUBRESOURCES;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("spec");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Nodes. */
public final class NodeStrategy implements ResourceStrategy {

  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Status", NodeStrategy::status),
              Columns.text("Roles", NodeStrategy::roles),
              TableColumns.age(),
              Columns.text("Version", node -> info(node, "kubeletVersion")),
              Columns.wide("Internal-IP", node -> address(node, "InternalIP")),
              Columns.wide("External-IP", node -> address(node, "ExternalIP")),
              Columns.wide("OS-Image", node -> orUnknown(info(node, "osImage"))),
              Columns.wide("Kernel-Version", node -> orUnknown(info(node, "kernelVersion"))),
              Columns.wide(
                  "Container-Runtime", node -> orUnknown(info(node, "containerRuntimeVersion")))));

  private static String status(KubeObject node) {
    String ready = PodSummary.conditionStatus(node, "Ready");
    String status = ready.isEmpty() ? "Unknown" : ready.equals("True") ? "Ready" : "NotReady";
    return node.at("spec", "unschedulable").asBoolean(false)
        ? status + ",SchedulingDisabled"
        : status;
  }

  private static String roles(KubeObject node) {
    Set<String> roles = new TreeSet<>();
    node.labels()
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
              } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
              }
            });
    return Columns.orNone(String.join(",", roles));
  }

  private static String info(KubeObject node, String member) {
    return node.text("status", "nodeInfo", member);
  }

  private static String orUnknown(String text) {
    return text.isEmpty() ? Columns.UNKNOWN : text;
  }

  private static String address(KubeObject node, String type) {
    for (JsonNode address : node.at("status", "addresses")) {
      if (Values.text(address, "type").equals(type)) {
        return Values.text(address, "address");
      }
    }
    return Columns.NONE;
  }

  /** Who creates a node reports its status at once. */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {}

  /**
   * One block is the first of several. Of two that disagree the list counts, unless it is empty.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/conversion.go
   * (Convert_v1_NodeSpec_To_core_NodeSpec)
   */
  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Json.objectAt(object, "spec");
    String one = Json.textAt(spec, "podCIDR");
    JsonNode several = spec.path("podCIDRs");
    boolean differs = !one.isEmpty() && !several.path(0).asString("").equals(one);
    if (differs) {
      spec.putArray("podCIDRs").add(one);
    } else if (one.isEmpty() && !several.isEmpty()) {
      spec.set("podCIDR", several.path(0));
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    checkBlocks(errors, object.path("spec").path("podCIDRs"));
    checkTaints(errors, object.path("spec").path("taints"));
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    List<String> warnings = new ArrayList<>();
    JsonNode spec = object.path("spec");
    if (Values.isSet(spec.path("configSource"))) {
      warnings.add(
          "spec.configSource: the feature is removed and the field will be ignored, since v1.26");
    }
    if (!Values.isEmpty(spec, "externalID")) {
      warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    return warnings;
  }

  private static void checkTaints(FieldErrors errors, JsonNode taints) {
    Set<String> seen = new HashSet<>();
    Values.each(
        taints,
        // The real API server says so, where they are not.
        "metadata.taints",
        (taint, path) -> checkTaint(errors, path, taint, seen));
  }

  private static String taintPath(String shown) {
    return shown.replace("metadata.", "spec.");
  }

  private static void checkBlocks(FieldErrors errors, JsonNode blocks) {
    Values.each(
        blocks,
        "spec.podCIDRs",
        (block, path) -> {
          String text = block.asString("");
          IpRules.legacyCidr(errors, path, text, text, List.of());
        });
  }

  private static void checkTaint(
      FieldErrors errors, String path, JsonNode taint, Set<String> seen) {
    String key = Values.text(taint, "key");
    String effect = Values.text(taint, "effect");
    Labels.checkKey(errors, path + ".key", key);
    Labels.checkValue(errors, path + ".value", Values.text(taint, "value"));
    Values.oneOf(errors, taint, path, "effect", "NoSchedule", "PreferNoSchedule", "NoExecute");
    if (!seen.add(key + ":" + effect)) {
      errors.duplicatePart(
          path, taintPath(path), taint, "taints must be unique by key and effect pair");
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    JsonNode spec = object.path("spec");
    // Once more, as in Kubernetes, where a changed node is first a node, and then a change of one.
    checkTaints(errors, spec.path("taints"));
    if (!old.at("spec", "podCIDRs").isEmpty()
        && !Values.same(spec.path("podCIDRs"), old.at("spec", "podCIDRs"))) {
      errors.forbidden(
          "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    }
    String provider = old.text("spec", "providerID");
    if (!provider.isEmpty() && !Values.text(spec, "providerID").equals(provider)) {
      errors.forbidden(
          "spec.providerID", "node updates may not change providerID except from \"\" to valid");
    }
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return Map.of("proxy", new SubresourceStrategy.Connection(Way.PROXY));
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of("spec.unschedulable");
  }

  @Override
  public String selectableField(KubeObject object, String field) {
    return String.valueOf(object.at("spec", "unschedulable").asBoolean(false));
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}

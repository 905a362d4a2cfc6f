// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
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

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    Values.each(
        object.path("spec").path("taints"),
        "spec.taints",
        (taint, path) -> checkTaint(errors, path, taint, seen));
  }

  private static void checkTaint(
      FieldErrors errors, String path, JsonNode taint, Set<String> seen) {
    String key = Values.text(taint, "key");
    String effect = Values.text(taint, "effect");
    Labels.checkKey(errors, path + ".key", key);
    Labels.checkValue(errors, path + ".value", Values.text(taint, "value"));
    Values.oneOf(errors, taint, path, "effect", "NoSchedule", "PreferNoSchedule", "NoExecute");
    if (!seen.add(key + ":" + effect)) {
      errors.duplicate(path, dev.coracle.api.Json.text(taint));
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    JsonNode spec = object.path("spec");
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

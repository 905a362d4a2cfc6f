// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Pods. */
public final class PodStrategy implements ResourceStrategy {

  private static final Map<String, SubresourceStrategy> SUBRESOURCES =
      Map.of(
          "binding", new PodBinding(),
          "eviction", new Eviction(),
          "log", new Connection(Way.LOG),
          "exec", new Connection(Way.EXEC),
          "attach", new Connection(Way.ATTACH),
          "portforward", new Connection(Way.PORT_FORWARD),
          "proxy", new Connection(Way.PROXY));

  @Override
  public void applyDefaults(ObjectNode object) {
    PodDefaults.applyToPod(object);
    Json.findObject(object, "status").ifPresent(PodStrategy::settleAddresses);
  }

  /**
   * One address is the first of several; of two that disagree the single one counts.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/conversion.go
   * (Convert_v1_PodStatus_To_core_PodStatus)
   */
  private static void settleAddresses(ObjectNode status) {
    String one = Json.textAt(status, "podIP");
    JsonNode first = status.path("podIPs").path(0).path("ip");
    if (!one.isEmpty() && !first.asString("").equals(one)) {
      status.putArray("podIPs").addObject().put("ip", one);
    } else if (one.isEmpty() && !first.asString("").isEmpty()) {
      status.set("podIP", first);
    }
  }

  @Override
  public Reservation beginCreate(WriteContext context, ObjectNode object) {
    addTolerations(object);
    return Reservation.NONE;
  }

  @Override
  public Reservation beginUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    addTolerations(object);
    return Reservation.NONE;
  }

  private static void addTolerations(ObjectNode pod) {
    TolerationRules.addDefaults(Json.arrayAt(Json.objectAt(pod, "spec"), "tolerations"));
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "status");
    dropGated(object);
  }

  /** Groups of Pods are scheduled nowhere: the gate of that is shut. */
  private static void dropGated(ObjectNode pod) {
    Json.findObject(pod, "spec").ifPresent(spec -> spec.remove("schedulingGroup"));
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    object.remove("status");
    dropGated(object);
    JsonNode spec = object.path("spec");
    ObjectNode status = object.putObject("status");
    status.put("phase", "Pending").put("qosClass", PodQos.of(spec));
    if (!spec.path("schedulingGates").isEmpty()) {
      ObjectNode condition = status.putArray("conditions").addObject();
      condition.put("type", "PodScheduled").put("status", "False");
      condition.put("reason", "SchedulingGated");
      condition.put("message", "Scheduling is blocked due to non-empty scheduling gates");
      condition.putNull("lastProbeTime").putNull("lastTransitionTime");
    }
  }

  @Override
  public void prepareForStatusUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "spec");
    Json.findObject(old.tree(), "metadata")
        .ifPresent(
            metadata ->
                Json.copyMember(metadata, Json.objectAt(object, "metadata"), "ownerReferences"));
    String qosClass = old.text("status", "qosClass");
    if (!qosClass.isEmpty() && object.get("status") instanceof ObjectNode status) {
      Json.defaultText(status, "qosClass", qosClass);
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    PodSpecRules.check(
        errors, "spec", object.path("spec"), Json.textAt(object, "metadata", "name"));
    if (!object.path("spec").path("ephemeralContainers").isEmpty()) {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    PodSpecRules.check(errors, "spec", object.path("spec"), old.name());
    PodUpdateRules.check(errors, object.path("spec"), old.at("spec"));
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    if (!old.text("status", "qosClass").isEmpty()) {
      Values.immutable(errors, object.path("status"), old.at("status"), "status", "qosClass");
    }
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return PodWarnings.of("spec", object.path("spec"));
  }

  /**
   * Few people write Pods by hand, and many programs do often.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/pod/strategy.go
   * (podStrategy.WarningsOnUpdate)
   */
  @Override
  public List<String> updateWarnings(WriteContext context, ObjectNode object, KubeObject old) {
    return List.of();
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return SUBRESOURCES;
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
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public boolean deletesGracefully() {
    return true;
  }

  @Override
  public long gracePeriodSeconds(KubeObject object, DeleteOptions options) {
    String phase = object.text("status", "phase");
    boolean isTerminal = phase.equals("Succeeded") || phase.equals("Failed");
    if (isTerminal || object.text("spec", "nodeName").isEmpty()) {
      return 0;
    }
    long own = object.at("spec", "terminationGracePeriodSeconds").asLong(30);
    long asked = options.gracePeriodSeconds().orElse(own);
    return asked < 0 ? 1 : asked;
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of(
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName");
  }

  @Override
  public String selectableField(KubeObject object, String field) {
    return switch (field) {
      case "spec.hostNetwork" -> String.valueOf(object.at("spec", "hostNetwork").asBoolean(false));
      case "status.podIPs" -> object.at("status", "podIPs").path(0).path("ip").asString("");
      default -> ResourceStrategy.super.selectableField(object, field);
    };
  }

  @Override
  public TableColumns columns() {
    return PodColumns.ALL;
  }
}

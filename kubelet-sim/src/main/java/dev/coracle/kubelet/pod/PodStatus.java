// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import dev.coracle.kubelet.pod.ContainerState.Running;
import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.spec.QosClass;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The status document of a Pod, made from a snapshot and the document that was there before. */
public final class PodStatus {

  private PodStatus() {}

  /**
   * The new document. Conditions that are not the node's stay as they are in {@code before}, and a
   * condition whose status did not change keeps its transition time.
   */
  static ObjectNode of(PodSnapshot pod, JsonNode before, Instant now) {
    ObjectNode status = Json.object();
    status.put("observedGeneration", pod.pod().object().generation());
    status.put("phase", PodPhase.of(pod));
    status.set("conditions", PodConditions.of(pod, before.path("conditions"), now));
    causeOf(pod.state()).ifPresent(cause -> putCause(status, cause));
    putAddresses(status, pod);
    status.put("startTime", timestamp(pod.startTime()));
    if (!pod.initContainers().isEmpty()) {
      ArrayNode array = status.putArray("initContainerStatuses");
      pod.initContainers().forEach(c -> array.add(container(c)));
    }
    if (!refused(pod)) {
      ArrayNode array = status.putArray("containerStatuses");
      pod.containers().forEach(c -> array.add(container(c)));
    }
    status.put("qosClass", QosClass.of(pod.pod()));
    return keepForeign(status, before);
  }

  private static boolean refused(PodSnapshot pod) {
    return pod.state() instanceof PodState.Finished finished
        && finished.cause().failed()
        && !pod.hasAddress();
  }

  private static java.util.Optional<PodState.Cause> causeOf(PodState state) {
    if (state instanceof PodState.Finished finished) {
      return java.util.Optional.of(finished.cause());
    }
    return state instanceof PodState.Terminating terminating
        ? java.util.Optional.of(terminating.cause())
        : java.util.Optional.empty();
  }

  private static void putCause(ObjectNode status, PodState.Cause cause) {
    if (!cause.reason().isEmpty()) {
      status.put("reason", cause.reason());
    }
    if (!cause.message().isEmpty()) {
      status.put("message", cause.message());
    }
  }

  private static void putAddresses(ObjectNode status, PodSnapshot pod) {
    putAddresses(status, "host", pod.hostAddresses());
    putAddresses(status, "pod", pod.addresses());
  }

  private static void putAddresses(ObjectNode status, String whose, List<String> addresses) {
    if (!addresses.isEmpty()) {
      status.put(whose + "IP", addresses.get(0));
      ArrayNode all = status.putArray(whose + "IPs");
      addresses.forEach(address -> all.addObject().put("ip", address));
    }
  }

  /** Members that other components write, such as the nominated node or a resize, stay. */
  private static ObjectNode keepForeign(ObjectNode status, JsonNode before) {
    for (String member : new String[] {"nominatedNodeName", "resourceClaimStatuses", "resize"}) {
      if (before.has(member)) {
        status.set(member, before.get(member).deepCopy());
      }
    }
    return status;
  }

  private static ObjectNode container(ContainerStatus container) {
    ObjectNode json = Json.object();
    json.put("name", container.name());
    json.set("state", state(container.state()));
    json.set("lastState", container.last().map(PodStatus::state).orElseGet(Json::object));
    json.put("ready", container.ready()).put("restartCount", container.restartCount());
    json.put("image", container.image()).put("imageID", container.imageId());
    if (!container.containerId().isEmpty()) {
      json.put("containerID", container.containerId());
    }
    return json.put("started", container.started());
  }

  private static ObjectNode state(ContainerState state) {
    ObjectNode json = Json.object();
    if (state instanceof Waiting waiting) {
      ObjectNode body = json.putObject("waiting").put("reason", waiting.reason());
      putUnlessEmpty(body, "message", waiting.message());
    } else if (state instanceof Running running) {
      json.putObject("running").put("startedAt", timestamp(running.startedAt()));
    } else if (state instanceof Terminated terminated) {
      putTerminated(json.putObject("terminated"), terminated);
    }
    return json;
  }

  private static void putTerminated(ObjectNode body, Terminated terminated) {
    body.put("exitCode", terminated.exitCode()).put("reason", terminated.reason());
    putUnlessEmpty(body, "message", terminated.message());
    body.put("startedAt", timestamp(terminated.startedAt()));
    body.put("finishedAt", timestamp(terminated.finishedAt()));
    putUnlessEmpty(body, "containerID", terminated.containerId());
  }

  private static void putUnlessEmpty(ObjectNode node, String member, String value) {
    if (!value.isEmpty()) {
      node.put(member, value);
    }
  }

  /** A time as the API writes it, in whole seconds. */
  public static String timestamp(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

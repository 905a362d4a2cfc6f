// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Why one Pod is not ready. */
final class PodReasons {

  /** Events that only repeat what the status of a container says. */
  private static final Set<String> SAID_BY_STATUS = Set.of("BackOff", "Failed", "InspectFailed");

  /** What a container waits for that says nothing yet: events do. */
  private static final Set<String> NOTHING_YET = Set.of("ContainerCreating", "PodInitializing");

  /** How messages of container runtimes begin before they come to the point. */
  private static final List<String> LAYERS =
      List.of("error during container init: ", "failed to resolve reference ");

  private static final String NO_PROGRAM =
      " (the image has no such program: give it one among the executables of its Image, or leave"
          + " the container's command out, so that the image's own program runs)";

  private final Snapshot snapshot;
  private final KubeObject object;
  private final Pod pod;
  private final List<String> lines = new ArrayList<>();

  private PodReasons(Snapshot snapshot, KubeObject object) {
    this.snapshot = snapshot;
    this.object = object;
    this.pod = new Pod(object);
  }

  /** The reasons, those that belong to another one below it and indented; none for a good Pod. */
  static List<String> of(Snapshot snapshot, KubeObject pod) {
    return isWell(pod) ? List.of() : new PodReasons(snapshot, pod).lines();
  }

  private static boolean isWell(KubeObject object) {
    Pod pod = new Pod(object);
    return pod.isReady() || pod.isDeleting() || pod.phase().equals("Succeeded");
  }

  private List<String> lines() {
    phase();
    notScheduled();
    containers("initContainerStatuses", "init container ");
    containers("containerStatuses", "container ");
    warnings();
    if (lines.isEmpty()) {
      lines.add(gates());
    }
    return lines;
  }

  private void phase() {
    if (pod.phase().equals("Failed")) {
      String why = join(object.text("status", "reason"), object.text("status", "message"));
      lines.add(why.isEmpty() ? "failed" : "failed: " + why);
    }
  }

  private void notScheduled() {
    JsonNode scheduled = pod.condition("PodScheduled");
    if (scheduled.path("status").asString("").equals("False")) {
      lines.add("not scheduled: " + scheduled.path("message").asString(""));
    } else if (!pod.isScheduled()) {
      lines.add("not scheduled: no scheduler has looked at it");
    }
  }

  private void containers(String statuses, String what) {
    for (JsonNode status : object.at("status", statuses)) {
      String name = status.path("name").asString("");
      boolean done = status.at("/state/terminated/exitCode").asInt(-1) == 0;
      if (!status.path("ready").asBoolean(false) && !done) {
        container(what + name, name, status);
      }
    }
  }

  private void container(String title, String name, JsonNode status) {
    JsonNode state = status.path("state");
    JsonNode last = status.path("lastState").path("terminated");
    JsonNode ended = state.path("terminated");
    int restarts = status.path("restartCount").asInt(0);
    if (state.has("waiting")) {
      waiting(title, state.path("waiting"), last, restarts);
    } else if (!ended.isMissingNode()) {
      lines.add(title + ": " + ended(ended));
    } else if (state.has("running")) {
      lines.add(title + " runs, and is not ready" + (restarts == 0 ? "" : ", " + times(restarts)));
      ProbedPorts.unanswered(snapshot, pod, name).forEach(line -> lines.add("  " + line));
    }
    boolean again = last.isObject() && !state.has("running");
    log(name, again && ended.isMissingNode());
  }

  private void waiting(String title, JsonNode waiting, JsonNode last, int restarts) {
    String reason = waiting.path("reason").asString("");
    if (NOTHING_YET.contains(reason)) {
      return;
    }
    if (last.isObject()) {
      lines.add("%s: %s, %s, %s".formatted(title, reason, times(restarts), ended(last)));
    } else {
      lines.add(title + ": " + join(reason, essence(waiting.path("message").asString(""))));
    }
  }

  private static String times(int restarts) {
    return restarts == 1 ? "1 restart" : restarts + " restarts";
  }

  private static String ended(JsonNode terminated) {
    String message = terminated.path("message").asString("");
    String how =
        "exit code %d (%s)"
            .formatted(
                terminated.path("exitCode").asInt(0), terminated.path("reason").asString(""));
    return message.isBlank() ? how : how + ": " + essence(message);
  }

  /** The last of what the layers of a container runtime say, which is what is wrong. */
  private static String essence(String message) {
    String last = message.strip().lines().reduce("", (before, line) -> line);
    for (String layer : LAYERS) {
      int at = last.lastIndexOf(layer);
      last = at < 0 ? last : last.substring(at + layer.length());
    }
    return last.endsWith("executable file not found in $PATH") ? last + NO_PROGRAM : last;
  }

  private void log(String container, boolean previous) {
    List<String> tail = LogTail.of(snapshot.containers().log(object, container, previous));
    if (!tail.isEmpty()) {
      lines.add("  its log:");
      tail.forEach(line -> lines.add("    " + line));
    }
  }

  private void warnings() {
    Map<String, KubeObject> newest = new LinkedHashMap<>();
    snapshot
        .warnings(object)
        .filter(event -> !SAID_BY_STATUS.contains(event.text("reason")))
        .filter(event -> !event.text("reason").equals("FailedScheduling"))
        .forEach(event -> newest.put(kindOfWarning(event), event));
    newest.values().forEach(event -> lines.add(warning(event)));
  }

  /** Of one probe the last answer counts. */
  private static String kindOfWarning(KubeObject event) {
    String message = event.text("message");
    int colon = message.indexOf(':');
    return event.text("reason") + (colon < 0 ? message : message.substring(0, colon));
  }

  static String warning(KubeObject event) {
    int count = Math.max(event.number(1, "count"), event.number(1, "series", "count"));
    return event.text("reason")
        + (count > 1 ? " (x" + count + ")" : "")
        + ": "
        + event.text("message").strip();
  }

  private String gates() {
    List<String> missing = new ArrayList<>();
    for (JsonNode gate : object.at("spec", "readinessGates")) {
      String type = gate.path("conditionType").asString("");
      if (!pod.isTrue(type)) {
        missing.add(type);
      }
    }
    return missing.isEmpty()
        ? "phase " + (pod.phase().isEmpty() ? "Pending" : pod.phase())
        : "readiness gates that nobody has set: " + String.join(", ", missing);
  }

  private static String join(String reason, String message) {
    if (reason.isEmpty() || message.isEmpty()) {
      return reason + message;
    }
    return reason + ": " + message;
  }
}

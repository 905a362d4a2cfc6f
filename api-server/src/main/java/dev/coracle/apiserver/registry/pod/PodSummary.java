// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What kubectl says of a Pod in one line.
 *
 * @param lastRestart when the last restarted container had ended; empty where none has
 */
record PodSummary(int ready, int total, String status, int restarts, String lastRestart) {

  static PodSummary of(KubeObject pod) {
    return new Reading(pod).summary();
  }

  String readyText() {
    return ready + "/" + total;
  }

  /** The status of the condition of a type; empty where there is none. */
  static String conditionStatus(KubeObject pod, String type) {
    for (JsonNode condition : pod.at("status", "conditions")) {
      if (Values.text(condition, "type").equals(type)) {
        return Values.text(condition, "status");
      }
    }
    return "";
  }

  /** One reading of a Pod, container by container, as kubectl's printer does it. */
  private static final class Reading {

    private final KubeObject pod;
    private final Set<String> sidecars = new HashSet<>();
    private String status;
    private int total;
    private int ready;
    private int restarts;
    private String lastRestart = "";
    private int sidecarRestarts;
    private String lastSidecarRestart = "";

    Reading(KubeObject pod) {
      this.pod = pod;
      status = pod.text("status", "phase");
    }

    PodSummary summary() {
      if (!pod.text("status", "reason").isEmpty()) {
        status = pod.text("status", "reason");
      }
      readConditions();
      countContainers();
      boolean isInitializing = readInitContainers();
      if (!isInitializing || conditionStatus(pod, "Initialized").equals("True")) {
        readContainers();
      }
      readDeletion();
      return new PodSummary(ready, total, status, restarts, lastRestart);
    }

    private void readConditions() {
      for (JsonNode condition : pod.at("status", "conditions")) {
        if (Values.text(condition, "type").equals("PodScheduled")
            && Values.text(condition, "reason").equals("SchedulingGated")) {
          status = "SchedulingGated";
        }
      }
    }

    private void countContainers() {
      total = pod.at("spec", "containers").size();
      for (JsonNode container : pod.at("spec", "initContainers")) {
        if (Values.text(container, "restartPolicy").equals("Always")) {
          sidecars.add(Values.text(container, "name"));
          total++;
        }
      }
    }

    private boolean readInitContainers() {
      int i = 0;
      for (JsonNode container : pod.at("status", "initContainerStatuses")) {
        countRestarts(container);
        boolean isSidecar = sidecars.contains(Values.text(container, "name"));
        if (isSidecar) {
          sidecarRestarts += container.path("restartCount").asInt(0);
          lastSidecarRestart = later(lastSidecarRestart, lastEnd(container));
        }
        if (!isDone(container, isSidecar)) {
          status = "Init:" + initProblem(container, i);
          return true;
        }
        i++;
      }
      return false;
    }

    private boolean isDone(JsonNode container, boolean isSidecar) {
      JsonNode terminated = container.path("state").path("terminated");
      if (!terminated.isMissingNode() && terminated.path("exitCode").asInt(0) == 0) {
        return true;
      }
      if (isSidecar && container.path("started").asBoolean(false)) {
        ready += container.path("ready").asBoolean(false) ? 1 : 0;
        return true;
      }
      return false;
    }

    private String initProblem(JsonNode container, int index) {
      JsonNode terminated = container.path("state").path("terminated");
      if (!terminated.isMissingNode()) {
        return endOf(terminated);
      }
      String waiting = Json.textAt(container, "state", "waiting", "reason");
      return waiting.isEmpty() || waiting.equals("PodInitializing")
          ? index + "/" + pod.at("spec", "initContainers").size()
          : waiting;
    }

    private void readContainers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean isRunning = false;
      JsonNode statuses = pod.at("status", "containerStatuses");
      for (int i = statuses.size() - 1; i >= 0; i--) {
        countRestarts(statuses.path(i));
        isRunning |= readState(statuses.path(i));
      }
      if (status.equals("Completed") && isRunning) {
        status = conditionStatus(pod, "Ready").equals("True") ? "Running" : "NotReady";
      }
    }

    /** Takes over what a container has to say; answers whether it runs and is ready. */
    private boolean readState(JsonNode container) {
      JsonNode state = container.path("state");
      String waiting = Json.textAt(state, "waiting", "reason");
      if (!waiting.isEmpty()) {
        status = waiting;
      } else if (state.has("terminated")) {
        status = endOf(state.path("terminated"));
      } else if (container.path("ready").asBoolean(false) && state.has("running")) {
        ready++;
        return true;
      }
      return false;
    }

    private static String endOf(JsonNode terminated) {
      String reason = Values.text(terminated, "reason");
      if (!reason.isEmpty()) {
        return reason;
      }
      int signal = terminated.path("signal").asInt(0);
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt(0);
    }

    private void countRestarts(JsonNode container) {
      restarts += container.path("restartCount").asInt(0);
      lastRestart = later(lastRestart, lastEnd(container));
    }

    private static String lastEnd(JsonNode container) {
      return Json.textAt(container, "lastState", "terminated", "finishedAt");
    }

    private static String later(String one, String other) {
      return one.compareTo(other) >= 0 ? one : other;
    }

    private void readDeletion() {
      if (!pod.isDeleting()) {
        return;
      }
      String phase = pod.text("status", "phase");
      if (pod.text("status", "reason").equals("NodeLost")) {
        status = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        status = "Terminating";
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.RestartRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one-word summary of a Pod, from what its containers do. It does not end before they have, as
 * in the <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/status/status_manager.go">mergePodStatus</a>
 * of the kubelet.
 */
final class PodPhase {

  private PodPhase() {}

  static String of(PodSnapshot pod) {
    if (pod.state() instanceof PodState.Finished finished) {
      return ended(pod, finished);
    }
    if (initFailed(pod)) {
      return pod.sidecars().anyMatch(ContainerStatus::isRunning) ? "Pending" : "Failed";
    }
    if (pod.state() instanceof PodState.Pending) {
      return "Pending";
    }
    return initializing(pod) ? "Pending" : running(pod);
  }

  private static String ended(PodSnapshot pod, PodState.Finished finished) {
    if (finished.cause().failed() || initFailed(pod)) {
      return "Failed";
    }
    boolean succeeded =
        pod.containers().stream()
            .allMatch(c -> c.ended().filter(Terminated::succeeded).isPresent());
    return succeeded ? "Succeeded" : "Failed";
  }

  /** Whether an init container failed for good. */
  private static boolean initFailed(PodSnapshot pod) {
    return pod.initContainers().stream()
        .filter(c -> c.role() == ContainerStatus.Role.INIT)
        .anyMatch(c -> c.state() instanceof Terminated t && !t.succeeded() && !restarts(pod, c, t));
  }

  private static boolean initializing(PodSnapshot pod) {
    boolean anyStarted = pod.containers().stream().anyMatch(PodPhase::hasRun);
    return !anyStarted && pod.initContainers().stream().anyMatch(c -> !c.initialized());
  }

  private static boolean hasRun(ContainerStatus container) {
    return !(container.state() instanceof Waiting) || container.last().isPresent();
  }

  private static String running(PodSnapshot pod) {
    List<ContainerStatus> containers = pod.containers();
    if (containers.stream().anyMatch(c -> !hasRun(c))) {
      return "Pending";
    }
    if (containers.stream().anyMatch(c -> !(c.state() instanceof Terminated))) {
      return "Running";
    }
    return allEnded(pod, containers);
  }

  private static String allEnded(PodSnapshot pod, List<ContainerStatus> containers) {
    if (pod.sidecars().anyMatch(ContainerStatus::isRunning)) {
      return "Running";
    }
    if (containers.stream().anyMatch(c -> c.ended().filter(t -> restarts(pod, c, t)).isPresent())) {
      return "Running";
    }
    boolean succeeded =
        containers.stream().flatMap(c -> c.ended().stream()).allMatch(Terminated::succeeded);
    return succeeded ? "Succeeded" : "Failed";
  }

  private static boolean restarts(PodSnapshot pod, ContainerStatus container, Terminated ended) {
    ContainerSpec spec =
        Stream.concat(pod.pod().initContainers().stream(), pod.pod().containers().stream())
            .filter(c -> c.name().equals(container.name()))
            .findFirst()
            .orElseGet(() -> new ContainerSpec(Json.object()));
    return RestartRule.restarts(pod.pod(), spec, ended.exitCode());
  }
}

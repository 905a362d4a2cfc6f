// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.replicaset;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Container;
import dev.coracle.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Which Pods go first when there are too many: those that serve least, then those whose loss hurts
 * least. Ages count by their order of magnitude, so that among equals it is not always the youngest
 * that goes.
 */
final class ReplicaSetVictims {

  static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

  private final Instant now;
  private final Map<String, Integer> onNode = new HashMap<>();

  /**
   * A choice at one moment.
   *
   * @param family the active Pods that share an owner with those to choose from
   */
  private ReplicaSetVictims(List<Pod> family, Instant now) {
    this.now = now;
    family.forEach(pod -> onNode.merge(pod.nodeName(), 1, Integer::sum));
  }

  /** The Pods to delete, in order. */
  static List<Pod> choose(List<Pod> pods, List<Pod> family, int count, Instant now) {
    if (count >= pods.size()) {
      return pods;
    }
    Comparator<Pod> order = new ReplicaSetVictims(family, now).order();
    List<Pod> left = new ArrayList<>(pods);
    List<Pod> chosen = new ArrayList<>();
    // Minimum by minimum: the order is not transitive where ages meet, which a sort may refuse.
    for (int i = 0; i < count; i++) {
      Pod first = Collections.min(left, order);
      left.remove(first);
      chosen.add(first);
    }
    return chosen;
  }

  private Comparator<Pod> order() {
    return Comparator.comparing(Pod::isScheduled)
        .thenComparingInt(pod -> PHASES.indexOf(pod.phase()))
        .thenComparing(Pod::isReady)
        .thenComparingInt(ReplicaSetVictims::deletionCost)
        .thenComparingInt(pod -> -onNode.getOrDefault(pod.nodeName(), 0))
        .thenComparing(this::byReadyTime)
        .thenComparingInt(pod -> -restarts(pod, "containerStatuses", Set.of()))
        .thenComparingInt(pod -> -restarts(pod, "initContainerStatuses", sidecars(pod)))
        .thenComparing((a, b) -> byAge(a, b, created(a), created(b)));
  }

  private static int deletionCost(Pod pod) {
    try {
      return Integer.parseInt(pod.object().annotations().getOrDefault(DELETION_COST, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private int byReadyTime(Pod a, Pod b) {
    if (!a.isReady() || !b.isReady()) {
      return 0;
    }
    return byAge(a, b, a.readySince().orElse(now), b.readySince().orElse(now));
  }

  private int byAge(Pod a, Pod b, Instant sinceA, Instant sinceB) {
    if (sinceA.equals(sinceB)) {
      return 0;
    }
    int byMagnitude = Long.compare(magnitude(sinceA), magnitude(sinceB));
    return byMagnitude != 0 ? byMagnitude : a.uid().compareTo(b.uid());
  }

  private long magnitude(Instant since) {
    long nanos = Duration.between(since, now).toNanos();
    return nanos > 0 ? Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) : -1;
  }

  private static Instant created(Pod pod) {
    return pod.object().creationTimestamp();
  }

  private static int restarts(Pod pod, String list, Set<String> onlyThese) {
    ToIntFunction<JsonNode> count = s -> s.path("restartCount").asInt(0);
    return pod.object()
        .at("status", list)
        .valueStream()
        .filter(s -> !list.startsWith("init") || onlyThese.contains(s.path("name").asString("")))
        .mapToInt(count)
        .max()
        .orElse(0);
  }

  private static Set<String> sidecars(Pod pod) {
    return pod.spec().initContainers().stream()
        .filter(Container::isSidecar)
        .map(Container::name)
        .collect(Collectors.toSet());
  }

  static boolean isActive(KubeObject object) {
    Pod pod = new Pod(object);
    return !pod.isTerminal() && !pod.isDeleting();
  }
}

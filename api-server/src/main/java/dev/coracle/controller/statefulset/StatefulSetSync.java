// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.StatefulSet;
import dev.coracle.controller.PodControl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * One look at a StatefulSet's Pods, and the next step: first the Pods it shall have are made, in
 * ascending order, then those beyond them end, in descending order, then old ones are replaced. In
 * order, each step waits until all Pods before it are well; in parallel only replacing does.
 */
final class StatefulSetSync {

  private final StatefulSetPodControl control;
  private final StatefulSet set;
  private final KubeObject current;
  private final KubeObject newest;
  private final Instant now;
  private final Map<Integer, Pod> wanted = new TreeMap<>();
  private final List<Pod> condemned = new ArrayList<>();

  /**
   * A look at Pods.
   *
   * @param current the revision that Pods kept back by the partition have
   * @param newest the revision of the present template
   */
  StatefulSetSync(
      StatefulSetPodControl control,
      StatefulSet set,
      List<Pod> pods,
      KubeObject current,
      KubeObject newest,
      Instant now) {
    this.control = control;
    this.set = set;
    this.current = current;
    this.newest = newest;
    this.now = now;
    for (Pod pod : pods) {
      int ordinal = StatefulSetPods.ordinal(set.object(), pod.object());
      if (ordinal >= set.startOrdinal() && ordinal < end()) {
        wanted.put(ordinal, pod);
      } else {
        condemned.add(pod);
      }
    }
    condemned.sort(Comparator.comparingInt(this::ordinal).reversed());
  }

  private int end() {
    return set.startOrdinal() + set.replicas();
  }

  private int ordinal(Pod pod) {
    return StatefulSetPods.ordinal(set.object(), pod.object());
  }

  /** Whether the step may go on to what comes after it, and what was refused. */
  private record Outcome(boolean goesOn, Optional<ApiException> refusal) {

    static final Outcome GO_ON = new Outcome(true, Optional.empty());
    static final Outcome WAIT = new Outcome(false, Optional.empty());

    static Outcome waitAfter(Optional<ApiException> refusal) {
      return new Outcome(false, refusal);
    }
  }

  /** Takes the next step; the refusal where there was one. */
  Optional<ApiException> perform() {
    Outcome outcome = forAll(set.replicas(), i -> keep(set.startOrdinal() + i));
    if (outcome.goesOn()) {
      outcome = forAll(condemned.size(), i -> end(condemned.get(i)));
    }
    if (outcome.goesOn() && !set.isOnDelete()) {
      return replaceNext();
    }
    return outcome.refusal();
  }

  private Outcome forAll(int count, IntFunction<Outcome> step) {
    if (set.isParallel()) {
      Optional<ApiException> refusal = PodControl.inBatches(count, i -> step.apply(i).refusal());
      return new Outcome(refusal.isEmpty(), refusal);
    }
    for (int i = 0; i < count; i++) {
      Outcome outcome = step.apply(i);
      if (!outcome.goesOn()) {
        return outcome;
      }
    }
    return Outcome.GO_ON;
  }

  /** Sees to it that the Pod of an ordinal is there and well. */
  private Outcome keep(int ordinal) {
    Pod pod = wanted.get(ordinal);
    if (pod == null) {
      return Outcome.waitAfter(control.create(set, newPod(ordinal)));
    }
    if (pod.isTerminal()) {
      return Outcome.waitAfter(replaceEnded(pod));
    }
    boolean well = !pod.isDeleting() && StatefulSetStatus.isAvailable(pod, set, now);
    if (!well && !set.isParallel()) {
      return Outcome.WAIT;
    }
    if (StatefulSetPods.isIdentified(pod.object())) {
      return Outcome.GO_ON;
    }
    Optional<ApiException> refusal = control.identify(set, pod.object());
    return new Outcome(refusal.isEmpty(), refusal);
  }

  private ObjectNode newPod(int ordinal) {
    boolean keptBack = !set.isOnDelete() && ordinal < set.startOrdinal() + set.partition();
    KubeObject revision = keptBack ? current : newest;
    return StatefulSetPods.podOf(set, RevisionHistory.template(revision), revision.name(), ordinal);
  }

  private Optional<ApiException> replaceEnded(Pod pod) {
    if (pod.isDeleting()) {
      return Optional.empty();
    }
    control.tellReplacing(set, pod.object(), pod.phase().equals("Failed"));
    return control.delete(set, pod.object());
  }

  /** Ends a Pod beyond those wanted, unless another one that is not well comes first. */
  private Outcome end(Pod pod) {
    if (pod.isDeleting()) {
      return Outcome.WAIT;
    }
    boolean well = StatefulSetStatus.isAvailable(pod, set, now);
    if (!well && !set.isParallel() && !isFirstUnhealthy(pod)) {
      return Outcome.WAIT;
    }
    return Outcome.waitAfter(control.delete(set, pod.object()));
  }

  /** Whether it is the lowest of the condemned that are not well; those wanted are all well. */
  private boolean isFirstUnhealthy(Pod pod) {
    return condemned.stream()
        .filter(p -> p.isDeleting() || !StatefulSetStatus.isRunningAndReady(p))
        .min(Comparator.comparingInt(this::ordinal))
        .filter(pod::equals)
        .isPresent();
  }

  /** Deletes the highest Pod of an old revision, unless one above it is not well yet. */
  private Optional<ApiException> replaceNext() {
    for (int ordinal = end() - 1; ordinal >= set.startOrdinal() + set.partition(); ordinal--) {
      Pod pod = wanted.get(ordinal);
      if (pod == null) {
        return Optional.empty();
      }
      if (!pod.isDeleting() && !StatefulSetPods.revision(pod.object()).equals(newest.name())) {
        return control.delete(set, pod.object());
      }
      if (pod.isDeleting() || !StatefulSetStatus.isAvailable(pod, set, now)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}

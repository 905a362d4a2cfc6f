// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.PodSpec;
import dev.coracle.testing.report.Finding;
import dev.coracle.testing.report.Reasons;
import dev.coracle.testing.report.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The wait for objects to be ready; when it was in vain, it says why. */
final class ReadyWait {

  private static final int MOST_NAMED = 5;

  private final Target parts;
  private final Supplier<List<Missing>> missing;

  ReadyWait(Target parts, Supplier<List<Missing>> missing) {
    this.parts = parts;
    this.missing = missing;
  }

  void await(Duration atMost) {
    if (!new ConditionWait(parts).await(atMost, this::isReady)) {
      List<Missing> left = missing.get();
      if (!left.isEmpty()) {
        throw new IllegalStateException(
            "not ready after " + ClusterVerbs.text(atMost) + ": " + why(left));
      }
    }
  }

  private boolean isReady() {
    List<Missing> left = missing.get();
    left.forEach(this::requireHope);
    return left.isEmpty();
  }

  /** Fails at once for what will never be ready. */
  private void requireHope(Missing left) {
    if (parts.isControlPlaneOnly()) {
      throw new IllegalStateException(
          left
              + ", and nobody makes it so in a cluster that is control plane only (expected: a"
              + " cluster with nodes, built without controlPlaneOnly(); or write its status in the"
              + " test, and then wait)");
    }
    if (left.type().equals(ResourceType.PODS)) {
      PodSpec spec = new Pod(left.object()).spec();
      Stream.concat(spec.initContainers().stream(), spec.containers().stream())
          .forEach(container -> requireKnown(container.image(), left));
    }
  }

  private void requireKnown(String image, Missing left) {
    parts
        .strictRefusal(image)
        .ifPresent(
            refusal -> {
              throw new IllegalStateException("Pod " + left.object().key() + ": " + refusal);
            });
  }

  /** What is missing, and below it why. */
  private String why(List<Missing> left) {
    Reasons reasons = new Reasons(Snapshot.of(parts.client(), "", parts.containers()));
    return named(left)
        + findings(reasons, left)
            .flatMap(finding -> finding.lines().stream())
            .map(line -> "\n  " + line)
            .collect(Collectors.joining());
  }

  /** What belongs to another is told with its reasons. */
  private static String named(List<Missing> left) {
    List<Missing> own = left.stream().filter(each -> !each.isOwned()).toList();
    List<Missing> told = own.isEmpty() ? left : own;
    String first =
        told.stream().limit(MOST_NAMED).map(Missing::toString).collect(Collectors.joining("; "));
    return told.size() > MOST_NAMED
        ? first + "; and " + (told.size() - MOST_NAMED) + " more"
        : first;
  }

  static Stream<Finding> findings(Reasons reasons, List<Missing> left) {
    Set<String> objects = left.stream().map(ReadyWait::name).collect(Collectors.toSet());
    List<Finding> all = new ArrayList<>(reasons.pods(pod -> objects.contains("Pod " + pod.key())));
    reasons.warnings().stream()
        .filter(warning -> objects.contains(warning.subject()))
        .forEach(all::add);
    reasons.services().stream()
        .filter(service -> objects.contains(service.subject()))
        .forEach(all::add);
    return all.stream();
  }

  private static String name(Missing left) {
    return left.type().kind() + " " + left.object().key();
  }
}

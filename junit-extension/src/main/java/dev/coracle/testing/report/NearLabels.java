// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Likeness;
import dev.coracle.api.Selector;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Pod that a selector probably meant, and the label in which it differs. */
final class NearLabels {

  private NearLabels() {}

  /** The hint as it follows a sentence; empty where no Pod comes near. */
  static String hint(Snapshot snapshot, KubeObject service) {
    Map<String, String> selector = service.stringMap("spec", "selector");
    Selector labels = Selector.ofMap(selector);
    Optional<KubeObject> elsewhere =
        snapshot.pods().stream()
            .filter(pod -> !pod.namespace().equals(service.namespace()))
            .filter(labels::matches)
            .findFirst();
    if (elsewhere.isPresent()) {
      return "; Pod %s in namespace %s has these labels"
          .formatted(elsewhere.get().name(), elsewhere.get().namespace());
    }
    return snapshot
        .podsIn(service.namespace())
        .filter(pod -> !labels.matches(pod))
        .flatMap(pod -> selector.entrySet().stream().flatMap(wanted -> near(pod, wanted)))
        .min(Comparator.comparingInt(Near::distance))
        .map(near -> "; Pod " + near.pod + " has " + near.label)
        .orElse("");
  }

  private record Near(String pod, String label, int distance) {}

  /** The labels of a Pod with the same value under another key, or one alike under the same. */
  private static Stream<Near> near(KubeObject pod, Map.Entry<String, String> wanted) {
    return pod.labels().entrySet().stream()
        .filter(label -> !label.equals(wanted))
        .flatMap(
            label ->
                distance(label, wanted).stream()
                    .map(apart -> new Near(pod.name(), label.toString(), apart)));
  }

  private static Optional<Integer> distance(
      Map.Entry<String, String> label, Map.Entry<String, String> wanted) {
    if (label.getValue().equals(wanted.getValue())) {
      return Optional.of(0);
    }
    return label.getKey().equals(wanted.getKey())
        ? Likeness.distance(label.getValue(), wanted.getValue())
        : Optional.empty();
  }
}

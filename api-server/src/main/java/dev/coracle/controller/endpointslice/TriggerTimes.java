// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is remembered of Services and their Pods to tell which change made new endpoints. */
final class TriggerTimes {

  static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

  private record Seen(Instant service, Map<String, Instant> pods) {}

  private final Map<ObjectKey, Seen> seen = new HashMap<>();

  /**
   * The earliest change since the last call for the Service: its creation, or a Pod that became
   * ready or ceased to be. Empty where nothing changed.
   */
  Optional<String> next(KubeObject service, Collection<KubeObject> pods) {
    Map<String, Instant> now = new HashMap<>();
    pods.forEach(pod -> change(pod).ifPresent(at -> now.put(pod.name(), at)));
    Instant created = service.creationTimestamp();
    Seen before = seen.put(service.key(), new Seen(created, now));
    if (before == null) {
      return Optional.of(created.toString());
    }
    Stream<Instant> changed =
        now.entrySet().stream()
            .filter(e -> e.getValue().isAfter(before.pods.getOrDefault(e.getKey(), Instant.MIN)))
            .map(Map.Entry::getValue);
    return Stream.concat(changed, Stream.of(created).filter(c -> c.isAfter(before.service)))
        .min(Instant::compareTo)
        .map(Instant::toString);
  }

  void forget(ObjectKey service) {
    seen.remove(service);
  }

  private static Optional<Instant> change(KubeObject pod) {
    String text = new Pod(pod).condition("Ready").path("lastTransitionTime").asString("");
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }
}

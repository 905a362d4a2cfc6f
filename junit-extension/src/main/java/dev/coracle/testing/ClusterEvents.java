// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.testing.report.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The Events of a cluster, the newest last. */
final class ClusterEvents {

  /** Times have whole seconds; who is written later is the later one. */
  private static final Comparator<KubeObject> ORDER =
      Comparator.comparing(Snapshot::eventTime)
          .thenComparing(event -> Long.parseLong(event.resourceVersion()));

  private final KubeClient client;

  ClusterEvents(KubeClient client) {
    this.client = client;
  }

  /** Those of a namespace, or (empty) of all. */
  List<Event> in(String namespace) {
    return list(namespace, event -> true);
  }

  /** Those about an object, in all its lives. */
  List<Event> of(ObjectReference object) {
    return list(
        "",
        event ->
            event.text("involvedObject", "kind").equals(object.type().kind())
                && event.text("involvedObject", "name").equals(object.key().name())
                && event.text("involvedObject", "namespace").equals(object.key().namespace()));
  }

  private List<Event> list(String namespace, Predicate<KubeObject> wanted) {
    return client.list(ResourceType.EVENTS, ListOptions.inNamespace(namespace)).items().stream()
        .filter(wanted)
        .sorted(ORDER)
        .map(Event::of)
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.testing.report.Snapshot;
import java.util.Locale;

/**
 * An Event, as {@code kubectl get events} shows it.
 *
 * @param time when it last happened, in the form of the API
 * @param type {@code Normal} or {@code Warning}
 * @param namespace where the Event is
 * @param object what it is about, as TYPE/NAME: {@code pod/web-0}
 * @param count how often it happened
 * @param component who tells of it, such as {@code kubelet}
 */
public record Event(
    String time,
    String type,
    String reason,
    String namespace,
    String object,
    String message,
    int count,
    String component) {

  static Event of(KubeObject event) {
    String source = event.text("source", "component");
    return new Event(
        Snapshot.eventTime(event),
        event.text("type"),
        event.text("reason"),
        event.namespace(),
        event.text("involvedObject", "kind").toLowerCase(Locale.ROOT)
            + "/"
            + event.text("involvedObject", "name"),
        event.text("message"),
        Math.max(event.number(1, "count"), event.number(1, "series", "count")),
        source.isEmpty() ? event.text("reportingComponent") : source);
  }

  /** Whether it tells of something that is not as it should be. */
  public boolean isWarning() {
    return type.equals("Warning");
  }

  @Override
  public String toString() {
    return "%s %s %s %s (in %s): %s%s"
        .formatted(
            time, type, reason, object, namespace, message, count > 1 ? " (x" + count + ")" : "");
  }
}

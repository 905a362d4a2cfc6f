// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cluster, or one namespace of it, held at one moment, as far as reasons are looked for.
 *
 * @param events the newest last
 */
public record Snapshot(
    List<KubeObject> pods,
    List<KubeObject> services,
    List<KubeObject> slices,
    List<KubeObject> ingresses,
    List<KubeObject> events,
    Containers containers) {

  /** What is seen of containers beside the API. */
  public interface Containers {

    /** What there is without nodes: nothing. */
    Containers NONE =
        new Containers() {
          @Override
          public String log(KubeObject pod, String container, boolean previous) {
            return "";
          }

          @Override
          public boolean listens(String ip, int port) {
            return true;
          }
        };

    /** What a container has written; empty where nobody knows. */
    String log(KubeObject pod, String container, boolean previous);

    /** Whether anything listens on a TCP port of a Pod; true where nobody knows. */
    boolean listens(String ip, int port);
  }

  /**
   * A snapshot of now.
   *
   * @param namespace empty for all
   */
  public static Snapshot of(KubeClient client, String namespace, Containers containers) {
    ListOptions scope = ListOptions.inNamespace(namespace);
    return new Snapshot(
        list(client, ResourceType.PODS, scope),
        list(client, ResourceType.SERVICES, scope),
        list(client, ResourceType.ENDPOINT_SLICES, scope),
        list(client, ResourceType.INGRESSES, scope),
        list(client, ResourceType.EVENTS, scope).stream()
            .sorted(
                Comparator.comparing(Snapshot::eventTime)
                    .thenComparing(event -> event.resourceVersion().length())
                    .thenComparing(KubeObject::resourceVersion))
            .toList(),
        containers);
  }

  /** None where the API refuses, for a report must not fail a second time. */
  private static List<KubeObject> list(KubeClient client, ResourceType type, ListOptions scope) {
    try {
      return client.list(type, scope).items();
    } catch (ApiException e) {
      return List.of();
    }
  }

  /** When an event last happened, in the form that sorts. */
  public static String eventTime(KubeObject event) {
    String last = event.text("lastTimestamp");
    return last.isEmpty() ? event.text("eventTime") : last;
  }

  /** The warnings about an object in its present life, the newest last. */
  Stream<KubeObject> warnings(KubeObject object) {
    return events.stream()
        .filter(event -> event.text("type").equals("Warning"))
        .filter(event -> event.text("involvedObject", "uid").equals(object.uid()));
  }

  /** The Pods of a namespace. */
  Stream<KubeObject> podsIn(String namespace) {
    return pods.stream().filter(pod -> pod.namespace().equals(namespace));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.netproxy.dns.DnsQuery;
import dev.coracle.netproxy.http.IngressRequest;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.network.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a cluster looked like at one moment, as text: its Pods, Services and endpoints, and what
 * happened last.
 *
 * <p>The JUnit extension attaches it to tests that fail; {@link #toString} is the whole of it.
 */
public final class ClusterReport {

  private static final int LAST = 50;

  private final String text;

  private ClusterReport(String text) {
    this.text = text;
  }

  /** A report of a cluster as it is now. */
  static ClusterReport of(Assembly parts) {
    if (parts.isControlPlaneOnly()) {
      return of(
          "Coracle control plane",
          parts.client(),
          parts.api().recentRequests(),
          List.of(),
          List.of(),
          List.of());
    }
    return of(
        "Coracle cluster, nodes " + parts.nodes(),
        parts.client(),
        parts.api().recentRequests(),
        parts.network().recentConnections(),
        parts.dns().queries(),
        parts.ingress().map(IngressServer::requests).orElse(List.of()));
  }

  /**
   * A report of now.
   *
   * @param headline what identifies the cluster: its seed, its addresses
   * @param apiRequests the last requests to the API, oldest first
   */
  private static ClusterReport of(
      String headline,
      KubeClient client,
      List<?> apiRequests,
      List<Connection> connections,
      List<DnsQuery> dnsQueries,
      List<IngressRequest> ingressRequests) {
    String text =
        headline
            + "\n"
            + section("Pods", listed(client, ResourceType.PODS, ReportLines::pod))
            + section("Services", listed(client, ResourceType.SERVICES, ReportLines::service))
            + section(
                "Endpoints", listed(client, ResourceType.ENDPOINT_SLICES, ReportLines::endpoints))
            + section("Events", events(client))
            + section("Connections", last(connections))
            + section("DNS queries", last(dnsQueries))
            + section("Ingress requests", last(ingressRequests))
            + section("API requests", last(apiRequests));
    return new ClusterReport(text);
  }

  private static List<String> listed(
      KubeClient client, ResourceType type, Function<KubeObject, String> line) {
    return objects(client, type).stream().map(line).toList();
  }

  private static List<String> events(KubeClient client) {
    return last(
        objects(client, ResourceType.EVENTS).stream()
            .sorted(Comparator.comparing(ReportLines::eventTime))
            .map(ReportLines::event)
            .toList());
  }

  /**
   * The objects of a kind; none where the API refuses, for a report must not fail a second time.
   */
  private static List<KubeObject> objects(KubeClient client, ResourceType type) {
    try {
      return client.list(type, ListOptions.ALL).items();
    } catch (ApiException e) {
      return List.of();
    }
  }

  private static List<String> last(List<?> entries) {
    return entries.stream().skip(Math.max(0, entries.size() - LAST)).map(Object::toString).toList();
  }

  private static String section(String title, List<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream().collect(Collectors.joining("\n  ", title + "\n  ", "\n"));
  }

  @Override
  public String toString() {
    return text;
  }
}

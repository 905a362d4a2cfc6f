// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.netproxy.dns.DnsQuery;
import dev.coracle.netproxy.http.IngressRequest;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.network.Connection;
import dev.coracle.testing.report.Folded;
import dev.coracle.testing.report.IngressPaths;
import dev.coracle.testing.report.Snapshot;
import dev.coracle.testing.report.Snapshot.Containers;
import dev.coracle.testing.report.Summary;
import java.util.List;
import java.util.function.Function;

/**
 * What a cluster looked like at one moment, as text: first what is wrong and why, in no more lines
 * than a screen has, then all of its Pods, Services and endpoints, and what happened last.
 *
 * <p>The JUnit extension attaches it to tests that fail; {@link #toString} is the whole of it.
 */
public final class ClusterReport {

  private static final int LAST = 50;

  private final String summary;
  private final String rest;

  private ClusterReport(String headline, Snapshot snapshot, String traffic) {
    Summary wrong = new Summary(snapshot);
    this.summary = headline + "\n" + screen(wrong) + "\n";
    this.rest = rest(wrong, snapshot) + traffic;
  }

  /**
   * A report of a cluster as it is now.
   *
   * @param namespace the one whose objects are looked at; empty for all
   */
  static ClusterReport of(Assembly parts, String namespace) {
    Snapshot snapshot = Snapshot.of(parts.client(), namespace, LiveContainers.of(parts));
    String where = where(namespace);
    String api = section("API requests", requestsToApi(parts.api().recentRequests()));
    return parts.isControlPlaneOnly()
        ? new ClusterReport("Coracle control plane" + where, snapshot, api)
        : new ClusterReport(
            "Coracle cluster, nodes " + parts.nodes() + where, snapshot, traffic(parts) + api);
  }

  /** A report of a cluster that somebody else runs, as far as its API tells. */
  static ClusterReport of(
      String cluster, KubeClient client, Containers containers, String namespace) {
    Snapshot snapshot = Snapshot.of(client, namespace, containers);
    return new ClusterReport(cluster + where(namespace), snapshot, "");
  }

  private static String where(String namespace) {
    return namespace.isEmpty() ? "" : ", namespace " + namespace;
  }

  private static String traffic(Assembly parts) {
    return section("Connections", connections(parts.network().recentConnections()))
        + section("DNS queries", queries(parts.dns().queries()))
        + section(
            "Ingress requests",
            requests(parts.ingress().map(IngressServer::requests).orElse(List.of())))
        + section(
            "Names that InetAddress does not know",
            parts.names().silence().map(why -> "all of the cluster's: " + why).stream().toList());
  }

  private static List<String> connections(List<Connection> all) {
    return last(Folded.lines(all, each -> List.of(each.from(), each.to(), each.outcome())));
  }

  /** They begin with their time. */
  private static List<String> requestsToApi(List<String> all) {
    return last(Folded.lines(all, each -> each.substring(each.indexOf(' ') + 1)));
  }

  private static List<String> queries(List<DnsQuery> all) {
    return Folded.lines(
        all,
        each -> List.of(each.client(), each.name(), each.type(), each.transport(), each.code()));
  }

  private static List<String> requests(List<IngressRequest> all) {
    return Folded.lines(
        all,
        each ->
            List.of(
                each.client(),
                each.method(),
                each.host(),
                each.uri(),
                each.endpoint(),
                each.status()));
  }

  private static String screen(Summary wrong) {
    return wrong.lines().isEmpty()
        ? "Nothing is wrong that the cluster knows of."
        : String.join("\n", wrong.lines());
  }

  private static String rest(Summary wrong, Snapshot snapshot) {
    return section("All that is wrong", wrong.all())
        + section("Pods", lines(snapshot.pods(), ReportLines::pod))
        + section("Services", lines(snapshot.services(), ReportLines::service))
        + section("Endpoints", lines(snapshot.slices(), ReportLines::endpoints))
        + section("Ingresses", ingresses(snapshot))
        + section("Events", last(lines(snapshot.events(), ReportLines::event)));
  }

  private static List<String> lines(List<KubeObject> objects, Function<KubeObject, String> line) {
    return objects.stream().map(line).toList();
  }

  private static List<String> ingresses(Snapshot snapshot) {
    return snapshot.ingresses().stream()
        .flatMap(ingress -> new IngressPaths(snapshot, ingress).lines().stream())
        .toList();
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - LAST), lines.size());
  }

  private static String section(String title, List<String> lines) {
    return lines.isEmpty() ? "" : title + "\n  " + String.join("\n  ", lines) + "\n";
  }

  /** What is wrong and why, in no more lines than a screen has. */
  public String summary() {
    return summary;
  }

  @Override
  public String toString() {
    return summary + "\n" + rest;
  }
}

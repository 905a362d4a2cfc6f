// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom a Pod sees, and whom policies ask about, when a connection does not come from a Pod. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class CallersTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        containers:
        - {name: web, image: "web:1", ports: [{name: http, containerPort: 8080, hostPort: 31180}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
      """;
  private static final String DENY_ALL =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: deny-all}
      spec: {podSelector: {}, policyTypes: [Ingress]}
      """;

  private final Cluster cluster;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  CallersTest(NetworkPlan plan) {
    cluster = Cluster.builder().plan(plan).virtualTime().start();
    cluster
        .images()
        .add("web:1", http(request -> text(request.remote().getAddress().getHostAddress())));
    cluster.apply(WEB).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private String controlPlane() {
    return cluster.plan() == NetworkPlan.VIRTUAL
        ? "198.18.0.1"
        : podIp().replaceAll("^(127\\.[0-9]+)\\..*", "$1.0.1");
  }

  private String podIp() {
    return cluster.get(PODS, "web").text("status", "podIP");
  }

  private HttpResponse<String> proxied(String path) throws Exception {
    URI uri = URI.create(cluster.httpUrl() + "/api/v1/namespaces/default/" + path + "/proxy/");
    return http.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + cluster.token()).build(),
        BodyHandlers.ofString());
  }

  @Test
  void proxyOfTheApiServer_callsFromTheControlPlane() throws Exception {
    assertThat(proxied("pods/web:8080").body()).isEqualTo(controlPlane());
    assertThat(proxied("services/web:http").body()).isEqualTo(controlPlane());
    assertThat(cluster.report().toString())
        .contains(controlPlane() + " to " + podIp() + ":8080/tcp -> ");
  }

  @Test
  void proxyOfTheApiServer_isSubjectToPolicies() throws Exception {
    cluster.apply(DENY_ALL).settle();

    HttpResponse<String> answer = proxied("pods/web:8080");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("error trying to reach service: dial tcp " + podIp() + ":8080: i/o timeout");
    assertThat(cluster.report().toString())
        .contains(
            "denied by the ingress rules of NetworkPolicy default/deny-all: "
                + controlPlane()
                + " -> Pod default/web on 8080/tcp");

    cluster
        .apply(
            DENY_ALL.replace(
                "policyTypes: [Ingress]",
                "ingress: [{from: [{ipBlock: {cidr: %s/32}}]}]".formatted(controlPlane())))
        .settle();

    assertThat(proxied("pods/web:8080").body()).isEqualTo(controlPlane());
  }

  @Test
  void portForward_isThePodsOwnLocalhost_whateverPoliciesSay() throws Exception {
    cluster.apply(DENY_ALL).settle();

    String answer = PortForwarded.get(cluster, "web", 8080);

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("127.0.0.1");
    assertThat(cluster.report().toString())
        .contains(
            podIp() + " at node-1 to 127.0.0.1:8080/tcp -> " + podIp() + ":8080/tcp as 127.0.0.1");
  }

  @Test
  void portForward_reachesNothingButThePodsOwnListeners() throws Exception {
    String uid = cluster.get(PODS, "web").uid();

    String answer = PortForwarded.get(cluster, "web", 31180);

    assertThat(answer)
        .isEqualTo(
            "error forwarding port 31180 to pod %1$s, uid : failed to execute portforward in network namespace \"/var/run/netns/cni-%1$s\": failed to connect to localhost:31180 inside namespace \"%1$s\", IPv4: dial tcp4 127.0.0.1:31180: connect: connection refused IPv6 dial tcp6 [::1]:31180: connect: connection refused "
                .formatted(uid));
  }

  @Test
  void portForwardToAPodOnItsNodesNetwork_isTheNodesLocalhost() throws Exception {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: agent}
            spec: {hostNetwork: true, containers: [{name: c, image: "web:1", ports: [{containerPort: 8081}]}]}
            """)
        .awaitReady();

    assertThat(PortForwarded.get(cluster, "agent", 8081)).endsWith("127.0.0.1");
    assertThat(PortForwarded.get(cluster, "agent", 31180))
        .endsWith(cluster.get(PODS, "web").text("status", "hostIP"));
  }

  @Test
  void hostPort_isReachedFromOutside_andHasOnePod() throws Exception {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: clash}
            spec: {containers: [{name: c, image: "web:1", ports: [{containerPort: 8080, hostPort: 31180}]}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: udp}
            spec:
              containers:
              - name: c
                image: busybox
                command: [sleep, infinity]
                ports: [{containerPort: 80, hostPort: 31180, protocol: UDP}]
            """)
        .settle();
    String node = cluster.get(PODS, "web").text("status", "hostIP");
    InetSocketAddress at = cluster.realAddress(node, 31180);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort()))
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("127.0.0.1");
    if (cluster.plan() == NetworkPlan.LOOPBACK) {
      assertThat(at.getPort()).isEqualTo(31180);
    }
    assertThat(cluster.get(PODS, "clash").text("status", "phase")).isEqualTo("Pending");
    assertThat(cluster.get(PODS, "udp").text("status", "phase")).isEqualTo("Running");
    assertThat(cluster.exec("udp", "wget", "-qO-", "http://" + node + ":31180/").stdout())
        .isEqualTo(cluster.get(PODS, "udp").text("status", "podIP"));
    cluster.apply(DENY_ALL).settle();
    assertThat(cluster.exec("udp", "wget", "-T", "1", "-qO-", "http://" + node + ":31180/"))
        .extracting(Cluster.ExecResult::exitCode)
        .isNotEqualTo(0);
  }

  @Test
  void hostIpThatNoNodeHas_isAWarning() {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: lost}
            spec: {containers: [{name: c, image: "web:1", ports: [{containerPort: 80, hostPort: 31181, hostIP: 192.0.2.1}]}]}
            """)
        .settle();

    List<String> messages =
        cluster.client().list(ResourceType.EVENTS, ListOptions.ALL).items().stream()
            .filter(event -> event.text("reason").equals("HostPortNotReached"))
            .map(event -> event.text("message"))
            .toList();

    assertThat(messages)
        .containsExactly(
            "hostIP 192.0.2.1 is no address of node node-1, so nobody reaches hostPort 31181"
                + " (expected: one of ["
                + cluster.get(PODS, "lost").text("status", "hostIP")
                + "], or none for all)");
  }
}

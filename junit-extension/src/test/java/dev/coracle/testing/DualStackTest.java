// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.net.IpFamily.IPV4;
import static dev.coracle.api.net.IpFamily.IPV6;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.network.NetworkPlan;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters that have IPv6, alone or beside IPv4, from the API to the packet. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class DualStackTest {

  private static final String WORLD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        hostname: web
        subdomain: headless
        containers:
        - name: web
          image: "web:1"
          ports: [{name: http, containerPort: 8080, hostPort: 31680}]
          readinessProbe: {httpGet: {port: 8080}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec:
        containers:
        - name: sh
          image: busybox
          command: [sleep, infinity]
          env:
          - {name: POD, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}
          - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        type: LoadBalancer
        ipFamilyPolicy: PreferDualStack
        selector: {app: web}
        ports: [{port: 80, targetPort: http, nodePort: 30680}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: headless}
      spec: {clusterIP: None, ipFamilyPolicy: PreferDualStack, selector: {app: web}, ports: [{port: 8080}]}
      """;
  private static final String POLICY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: some}
      spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: "%s"}}]}]}
      """;

  private final NetworkPlan plan;

  DualStackTest(NetworkPlan plan) {
    this.plan = plan;
  }

  private Cluster start(IpFamily... families) {
    Cluster cluster = Cluster.builder().plan(plan).ipFamilies(families).virtualTime().start();
    cluster
        .images()
        .add("web:1", http(request -> text(request.remote().getAddress().getHostAddress())));
    return cluster;
  }

  private Cluster world(IpFamily... families) {
    return start(families).apply(WORLD).awaitReady();
  }

  private static List<String> ips(KubeObject object, String... path) {
    return object
        .at(path)
        .valueStream()
        .map(each -> each.isString() ? each.asString() : each.path("ip").asString(""))
        .toList();
  }

  private static List<IpFamily> families(List<String> addresses) {
    return addresses.stream().map(text -> IpAddress.of(text).family()).toList();
  }

  private static String ofFamily(List<String> addresses, IpFamily family) {
    return addresses.stream()
        .filter(text -> IpAddress.of(text).family() == family)
        .findFirst()
        .orElseThrow();
  }

  private static String url(String address, int port) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return "http://" + host + ":" + port + "/";
  }

  private static String curl(Cluster cluster, String url) {
    Cluster.ExecResult result = cluster.exec("client", "wget", "-T", "2", "-qO-", url);
    return result.exitCode() == 0 ? shortened(result.stdout()) : "failed: " + result.stderr();
  }

  /** Java writes addresses without the two colons. */
  private static String shortened(String address) {
    return IpAddress.parse(address).map(IpAddress::toString).orElse(address);
  }

  private static List<String> podIps(Cluster cluster, String name) {
    return ips(cluster.get(PODS, name), "status", "podIPs");
  }

  @Test
  void nodesAndPods_haveAnAddressOfEach() {
    try (Cluster cluster = world(IPV4, IPV6)) {
      KubeObject pod = cluster.get(PODS, "web");
      List<String> node =
          cluster
              .get(NODES, "node-1")
              .at("status", "addresses")
              .valueStream()
              .filter(each -> each.path("type").asString().equals("InternalIP"))
              .map(each -> each.path("address").asString())
              .toList();

      assertThat(families(podIps(cluster, "web"))).containsExactly(IPV4, IPV6);
      assertThat(pod.text("status", "podIP")).isEqualTo(podIps(cluster, "web").get(0));
      assertThat(families(node)).containsExactly(IPV4, IPV6);
      assertThat(ips(pod, "status", "hostIPs")).isEqualTo(node);
      assertThat(cluster.exec("client", "sh", "-c", "echo $POD $HOST").stdout())
          .isEqualTo(
              String.join(",", podIps(cluster, "client")) + " " + String.join(",", node) + "\n");
      assertThat(cluster.exec("client", "grep", "-c", "\tclient", "/etc/hosts").stdout())
          .isEqualTo("2\n");
    }
  }

  @Test
  void service_isReachedByEachOfItsAddresses() throws Exception {
    try (Cluster cluster = world(IPV4, IPV6)) {
      KubeObject service = cluster.get(SERVICES, "web");
      List<String> clusterIps = ips(service, "spec", "clusterIPs");
      List<String> balancer = ips(service, "status", "loadBalancer", "ingress");
      List<String> node = ips(cluster.get(PODS, "web"), "status", "hostIPs");
      assertThat(families(clusterIps)).containsExactly(IPV4, IPV6);
      assertThat(families(balancer)).containsExactly(IPV4, IPV6);
      assertThat(sliceTypes(cluster, "web")).containsExactlyInAnyOrder("IPv4", "IPv6");

      for (IpFamily family : List.of(IPV4, IPV6)) {
        String client = ofFamily(podIps(cluster, "client"), family);
        String own = ofFamily(node, family);
        assertThat(curl(cluster, url(ofFamily(clusterIps, family), 80))).isEqualTo(client);
        assertThat(curl(cluster, url(ofFamily(podIps(cluster, "web"), family), 8080)))
            .isEqualTo(client);
        assertThat(curl(cluster, url(own, 31680))).isEqualTo(client);
        assertThat(curl(cluster, url(own, 30680))).isEqualTo(own);
        assertThat(curl(cluster, url(ofFamily(balancer, family), 80))).isEqualTo(own);
        assertThat(shortened(outside(cluster, ofFamily(clusterIps, family), 80))).isEqualTo(own);
        assertThat(outside(cluster, own, 31680)).isEqualTo("127.0.0.1");
        assertThat(tunnelled(cluster, url(ofFamily(clusterIps, family), 80))).isEqualTo(own);
      }
    }
  }

  private static List<String> sliceTypes(Cluster cluster, String service) {
    return cluster.client().list(ENDPOINT_SLICES, ListOptions.ALL).items().stream()
        .filter(slice -> service.equals(slice.labels().get("kubernetes.io/service-name")))
        .map(slice -> slice.text("addressType"))
        .toList();
  }

  private static String outside(Cluster cluster, String address, int port) throws Exception {
    InetSocketAddress at = cluster.realAddress(address, port);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url(at.getAddress().getHostAddress(), at.getPort())))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static String tunnelled(Cluster cluster, String url) throws Exception {
    return shortened(
        cluster
            .httpClient()
            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
            .body());
  }

  @Test
  void names_haveRecordsOfBothFamilies() {
    try (Cluster cluster = world(IPV4, IPV6)) {
      List<String> clusterIps = ips(cluster.get(SERVICES, "web"), "spec", "clusterIPs");

      for (String type : List.of("A", "AAAA")) {
        IpFamily family = type.equals("A") ? IPV4 : IPV6;
        assertThat(lookUp(cluster, type, "web.default.svc.cluster.local"))
            .contains(ofFamily(clusterIps, family));
        assertThat(lookUp(cluster, type, "headless.default.svc.cluster.local"))
            .contains(ofFamily(podIps(cluster, "web"), family));
        assertThat(lookUp(cluster, type, "web.headless.default.svc.cluster.local"))
            .contains(ofFamily(podIps(cluster, "web"), family));
      }
    }
  }

  private static String lookUp(Cluster cluster, String type, String name) {
    return cluster.exec("client", "nslookup", "-type=" + type, name).stdout();
  }

  @Test
  void policy_knowsBlocksOfBothFamilies() {
    try (Cluster cluster = world(IPV4, IPV6)) {
      List<String> web = podIps(cluster, "web");
      List<String> client = podIps(cluster, "client");

      cluster.apply(POLICY.formatted(ofFamily(client, IPV6) + "/128")).settle();

      assertThat(curl(cluster, url(ofFamily(web, IPV6), 8080))).isEqualTo(ofFamily(client, IPV6));
      assertThat(curl(cluster, url(ofFamily(web, IPV4), 8080))).startsWith("failed");
      assertThat(cluster.report().toString())
          .contains(
              "denied by the ingress rules of NetworkPolicy default/some: Pod default/client -> Pod"
                  + " default/web on 8080/tcp");

      cluster.apply(POLICY.formatted("::/0")).settle();

      assertThat(curl(cluster, url(ofFamily(web, IPV6), 8080))).isEqualTo(ofFamily(client, IPV6));
      assertThat(curl(cluster, url(ofFamily(web, IPV4), 8080))).startsWith("failed");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "SingleStack, ipFamilies: [IPv6]",
        "SingleStack, ipFamilies: [IPv4]",
        "RequireDualStack",
        "RequireDualStack, ipFamilies: [IPv6, IPv4]",
        "PreferDualStack",
      })
  void serviceOfAPolicy_isReachedByWhatItGets(String policy) {
    try (Cluster cluster = world(IPV4, IPV6)) {
      cluster
          .apply(
              """
              apiVersion: v1
              kind: Service
              metadata: {name: other}
              spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}], ipFamilyPolicy: %s}
              """
                  .formatted(policy))
          .awaitReady();
      KubeObject service = cluster.get(SERVICES, "other");
      List<String> wanted = ips(service, "spec", "ipFamilies");
      List<String> clusterIps = ips(service, "spec", "clusterIPs");

      assertThat(families(clusterIps)).extracting(IpFamily::toString).isEqualTo(wanted);
      assertThat(sliceTypes(cluster, "other")).hasSameElementsAs(wanted);
      for (String ip : clusterIps) {
        assertThat(curl(cluster, url(ip, 80)))
            .isEqualTo(ofFamily(podIps(cluster, "client"), IpAddress.of(ip).family()));
      }
    }
  }

  @Test
  void clusterOfIpv6Alone_works() throws Exception {
    try (Cluster cluster = world(IPV6)) {
      KubeObject service = cluster.get(SERVICES, "web");
      String clusterIp = service.text("spec", "clusterIP");
      String client = cluster.get(PODS, "client").text("status", "podIP");

      assertThat(families(podIps(cluster, "web"))).containsExactly(IPV6);
      assertThat(ips(service, "spec", "ipFamilies")).containsExactly("IPv6");
      assertThat(curl(cluster, "http://web/")).isEqualTo(client);
      assertThat(curl(cluster, url(clusterIp, 80))).isEqualTo(client);
      assertThat(lookUp(cluster, "AAAA", "web.default.svc.cluster.local")).contains(clusterIp);
      assertThat(
              cluster.exec("client", "sh", "-c", "wget -qO- http://[::1]:9/ 2>&1 || true").stdout())
          .contains("refused");
      assertThat(outside(cluster, clusterIp, 80)).isNotEmpty();
      assertThat(tunnelled(cluster, "http://web.default.svc.cluster.local/")).isNotEmpty();
      assertThat(cluster.get(SERVICES, "kubernetes").text("spec", "clusterIP")).contains(":");
    }
  }

  @Test
  void primaryFamily_isTheFirst() {
    try (Cluster cluster = world(IPV6, IPV4)) {
      assertThat(families(podIps(cluster, "web"))).containsExactly(IPV6, IPV4);
      assertThat(families(ips(cluster.get(SERVICES, "web"), "spec", "clusterIPs")))
          .containsExactly(IPV6, IPV4);
      assertThat(families(ips(cluster.get(SERVICES, "kubernetes"), "spec", "clusterIPs")))
          .containsExactly(IPV6);
      for (String ip : podIps(cluster, "web")) {
        assertThat(curl(cluster, url(ip, 8080)))
            .isEqualTo(ofFamily(podIps(cluster, "client"), IpAddress.of(ip).family()));
      }
    }
  }

  @Test
  void podOnTheNodesNetwork_hasTheNodesAddresses() {
    try (Cluster cluster = world(IPV4, IPV6)) {
      cluster
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: agent}
              spec: {hostNetwork: true, containers: [{name: c, image: "web:1", ports: [{containerPort: 8081}]}]}
              """)
          .awaitReady();

      assertThat(podIps(cluster, "agent"))
          .isEqualTo(ips(cluster.get(PODS, "agent"), "status", "hostIPs"));
      for (String ip : podIps(cluster, "agent")) {
        assertThat(curl(cluster, url(ip, 8081)))
            .isEqualTo(ofFamily(podIps(cluster, "client"), IpAddress.of(ip).family()));
      }
    }
  }

  @Test
  void clusterThatNobodyAsked_hasNoIpv6() {
    try (Cluster cluster = start(IPV4)) {
      cluster.apply(WORLD).awaitReady();

      Stream<String> published =
          Stream.of(
                  podIps(cluster, "web"),
                  ips(cluster.get(PODS, "web"), "status", "hostIPs"),
                  ips(cluster.get(SERVICES, "web"), "spec", "clusterIPs"),
                  ips(cluster.get(SERVICES, "web"), "status", "loadBalancer", "ingress"))
              .flatMap(List::stream);
      assertThat(published).hasSize(4).noneMatch(ip -> ip.contains(":"));
    }
  }

  @Test
  void familiesThatAreNone_areRefused() {
    assertThatThrownBy(() -> start(IPV4, IPV4))
        .hasMessage(
            "ipFamilies: [IPv4, IPv4] (expected: IPV4, IPV6, or both, the primary one first)");
    assertThatThrownBy(this::start).hasMessageStartingWith("ipFamilies: [] (expected: ");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.INGRESSES;
import static dev.coracle.api.ResourceType.NETWORK_POLICIES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SECRETS;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.Selector;
import dev.coracle.api.model.Pod;
import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The manifests that documents about Services publish, each as it is, with what it must do. */
@MiniCluster(
    nodes = 2,
    time = ClusterTime.VIRTUAL,
    manifests = {
      "manifests/fixtures.yaml",
      "manifests/deployment-rolling-update.yaml",
      "manifests/service-clusterip.yaml",
      "manifests/service-nodeport.yaml",
      "manifests/service-loadbalancer.yaml",
      "manifests/service-externalname.yaml",
      "manifests/foo-loadbalancer.yaml",
      "manifests/foo-clusterip.yaml",
      "manifests/ingress-fanout.yaml",
      "manifests/ingress-hosts.yaml",
      "manifests/ingress-tls.yaml",
      "manifests/service-selectorless.yaml",
      "manifests/service-affinity.yaml",
      "manifests/service-headless-statefulset.yaml",
      "client.yaml"
    })
class PublishedManifestsTest {

  private Cluster cluster;

  @Test
  void deploymentRollingUpdate_becomesReadyThroughItsProbe() {
    assertThat(readyPods("app=my-app")).hasSize(3);
  }

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      manifests = {"manifests/fixtures.yaml", "manifests/deployment-rolling-update.yaml"})
  void deploymentRollingUpdate_rollsWithOneMoreAndNoneLess() {
    cluster.client().update(DEPLOYMENTS, withImage("my-app:2"));

    for (int second = 0; second < 120; second++) {
      cluster.advance(Duration.ofSeconds(1));
      assertThat(readyPods("app=my-app")).hasSizeBetween(3, 4);
      assertThat(runningPods("app=my-app")).hasSizeLessThanOrEqualTo(4);
    }

    assertThat(runningPods("app=my-app"))
        .hasSize(3)
        .allSatisfy(
            pod ->
                assertThat(pod.object().at("spec", "containers").get(0).path("image").asString())
                    .isEqualTo("my-app:2"));
  }

  private KubeObject withImage(String image) {
    return cluster
        .get(DEPLOYMENTS, "my-app-deployment")
        .edit(
            tree -> ((ObjectNode) tree.at("/spec/template/spec/containers/0")).put("image", image));
  }

  @Test
  @MiniCluster(
      manifests = {
        "manifests/fixtures.yaml",
        "manifests/deployment-nginx.yaml",
        "manifests/service-clusterip-80.yaml"
      })
  void nginx_answersOnPort80BehindItsClusterIp(HttpClient http) throws Exception {
    assertThat(readyPods("app=my-app")).hasSize(3);
    assertThat(Web.get(http, "http://my-app-service.default.svc.cluster.local/").body())
        .contains("Welcome to nginx!");
  }

  @Test
  void clusterIp_leadsFromPort80ToPort8080() throws Exception {
    assertThat(Web.get(cluster.addressOf("my-clusterip-service", 80)))
        .contains("Pod: my-app-deployment-");
  }

  @Test
  void nodePort_is30007OnEveryNode() throws Exception {
    for (String node : cluster.nodes()) {
      String address =
          cluster.get(NODES, node).at("status", "addresses").get(0).path("address").asString();
      assertThat(Web.get(cluster.realAddress(address, 30007))).contains("my-app-deployment-");
    }
  }

  @Test
  void loadBalancer_servesOnItsExternalIp() throws Exception {
    String external = externalIp(cluster.get(SERVICES, "my-loadbalancer-service"));

    assertThat(Web.get(cluster.realAddress(external, 80))).contains("my-app-deployment-");
  }

  @Test
  void externalName_isAnAliasAndNoProxy() {
    String name = "my-externalname-service.default.svc.cluster.local";

    assertThat(dig(name, "CNAME")).isEqualTo("mydatabase.example.com.\n");
    assertThat(cluster.get(SERVICES, "my-externalname-service").text("spec", "clusterIP"))
        .isEmpty();
  }

  @Test
  void fooLoadBalancer_servesPort443() throws Exception {
    String external = externalIp(cluster.get(SERVICES, "foo-demo/foo"));

    assertThat(Web.get(cluster.realAddress(external, 443))).contains("Pod: foo-");
  }

  @Test
  void fooClusterIp_isResolvedByItsName() throws Exception {
    assertThat(dig("default-grpc.foo-demo.svc.cluster.local", "A").strip())
        .isEqualTo(cluster.get(SERVICES, "foo-demo/default-grpc").text("spec", "clusterIP"));
    assertThat(Web.get(cluster.addressOf("foo-demo/default-grpc", 8443))).contains("Pod: foo-");
  }

  @Test
  void ingressFanout_leadsByPath(HttpClient http) throws Exception {
    cluster.hosts().add("foo.bar.com", ingressAddress("simple-fanout"));

    assertThat(Web.get(http, "http://foo.bar.com/foo").body()).contains("Pod: service1-");
    assertThat(Web.get(http, "http://foo.bar.com/bar").body()).contains("Pod: service2-");
  }

  @Test
  void ingressHosts_leadsByHost(HttpClient http) throws Exception {
    cluster.hosts().add("api.example.com", ingressAddress("my-ingress"));

    assertThat(Web.get(http, "http://api.example.com/").body()).contains("Pod: api-");
  }

  @Test
  void ingressTls_getsACertificate() {
    assertThat(cluster.get(INGRESSES, "my-app-ingress").at("status", "loadBalancer", "ingress"))
        .isNotEmpty();
    assertThat(cluster.get(SECRETS, "my-app-tls-secret").text("type"))
        .isEqualTo("kubernetes.io/tls");
  }

  @Test
  void networkPolicy_isRefusedNamingTheField() {
    assertThatThrownBy(() -> cluster.applyResource("manifests/networkpolicy.yaml"))
        .hasMessageContaining("unknown field \"spec.egress[0].to[0].cidrSelector\"");
  }

  @Test
  @MiniCluster(manifests = "manifests/networkpolicy-fixed.yaml")
  void networkPolicyFixed_isAccepted() {
    assertThat(cluster.get(NETWORK_POLICIES, "my-app-network-policy").text("kind"))
        .isEqualTo("NetworkPolicy");
  }

  @Test
  void selectorlessService_isBackedByItsEndpoints() {
    List<KubeObject> slices =
        cluster
            .client()
            .list(ENDPOINT_SLICES, labelled("kubernetes.io/service-name=external-db"))
            .items();

    assertThat(slices)
        .singleElement()
        .satisfies(slice -> assertThat(slice.at("endpoints").toString()).contains("192.0.2.42"));
    assertThat(dig("external-db.default.svc.cluster.local", "A").strip())
        .isEqualTo(cluster.get(SERVICES, "external-db").text("spec", "clusterIP"));
  }

  @Test
  void affinity_isByClientIp() throws Exception {
    Set<String> pods = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      pods.add(Web.get(cluster.addressOf("sticky", 80)));
    }

    assertThat(pods).hasSize(1);
  }

  @Test
  void headlessService_namesItsPods() {
    List<Pod> pods = readyPods("app=web");

    assertThat(pods).extracting(Pod::name).containsExactlyInAnyOrder("web-0", "web-1", "web-2");
    assertThat(dig("web.default.svc.cluster.local", "A").lines())
        .containsExactlyInAnyOrderElementsOf(pods.stream().map(Pod::ip).toList());
    assertThat(dig("web-0.web.default.svc.cluster.local", "A").strip())
        .isEqualTo(cluster.get(PODS, "web-0").text("status", "podIP"));
  }

  private String dig(String name, String type) {
    return cluster.exec("client", "dig", "+short", name, type).stdout();
  }

  private InetAddress ingressAddress(String ingress) throws Exception {
    return InetAddress.getByName(externalIp(cluster.get(INGRESSES, ingress)));
  }

  private static String externalIp(KubeObject object) {
    return object.at("status", "loadBalancer", "ingress").path(0).path("ip").asString();
  }

  private List<Pod> readyPods(String selector) {
    return runningPods(selector).stream().filter(Pod::isReady).toList();
  }

  private List<Pod> runningPods(String selector) {
    return cluster.client().list(PODS, labelled(selector)).items().stream()
        .map(Pod::new)
        .filter(pod -> !pod.isDeleting())
        .toList();
  }

  private static ListOptions labelled(String selector) {
    return ListOptions.inNamespace("default").withLabels(Selector.parse(selector));
  }
}

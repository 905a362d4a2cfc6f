// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.INGRESSES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Example manifests, applied as they are: every address that the API publishes for them answers a
 * stranger. They are applied with kubectl where there is one, and else by the cluster itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManifestsTest {

  private final Cluster cluster = Cluster.builder().nodes(3).start();

  @BeforeAll
  void apply(@TempDir Path home) throws IOException {
    Manifests.copyAll(home);
    Optional<Kubectl> kubectl = Kubectl.find().map(found -> Kubectl.of(found, cluster, home));
    for (String name : Manifests.TOGETHER) {
      if (kubectl.isEmpty()) {
        cluster.apply(home.resolve(name + ".yaml"));
      } else {
        Kubectl.Result result = kubectl.get().run(List.of("apply", "-f", name + ".yaml"));
        assertThat(result.exitCode()).as(result.output()).isZero();
      }
    }
    cluster.awaitReady(Duration.ofSeconds(60));
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void clusterIp_answers() throws Exception {
    InetSocketAddress address = cluster.addressOf("my-clusterip-service", 80);

    assertThat(Wire.get(address, "my-clusterip-service", "/"))
        .startsWith("HTTP/1.1 200")
        .contains("Pod: my-app-deployment-");
  }

  @Test
  void nodePort_answersOnEveryNode() throws Exception {
    for (KubeObject node : cluster.client().list(NODES, ListOptions.ALL).items()) {
      String ip = node.at("status", "addresses").get(0).path("address").asString();

      assertThat(Wire.get(new InetSocketAddress(ip, 30007), ip, "/"))
          .contains("Pod: my-app-deployment-");
    }
  }

  @Test
  void loadBalancers_answerOnTheirAddresses() throws Exception {
    assertThat(Wire.get(loadBalancer(SERVICES, "my-loadbalancer-service", 80), "lb", "/"))
        .contains("Pod: my-app-deployment-");
    assertThat(Wire.get(loadBalancer(SERVICES, "foo-demo/foo", 443), "foo", "/"))
        .contains("Pod: foo-");
  }

  private InetSocketAddress loadBalancer(ResourceType type, String name, int port) {
    KubeObject object = cluster.get(type, name);
    String ip =
        object.at("status", "loadBalancer", "ingress").path(0).path("ip").asString("none yet");
    return cluster.realAddress(ip, port);
  }

  @Test
  void ingress_sendsByPath() throws Exception {
    await()
        .untilAsserted(() -> assertThat(loadBalancer(INGRESSES, "simple-fanout", 80)).isNotNull());
    InetSocketAddress door = loadBalancer(INGRESSES, "simple-fanout", 80);

    assertThat(Wire.get(door, "foo.bar.com", "/foo")).contains("Pod: service1-");
    assertThat(Wire.get(door, "foo.bar.com", "/bar")).contains("Pod: service2-");
    assertThat(Wire.get(door, "other.bar.com", "/foo")).startsWith("HTTP/1.1 404");
  }

  @Test
  void serviceNames_resolveToClusterIps() throws Exception {
    String ip = cluster.get(SERVICES, "foo-demo/default-grpc").text("spec", "clusterIP");

    assertThat(lookUp("default-grpc.foo-demo.svc.cluster.local", "A")).containsExactly(ip);
  }

  @Test
  void externalName_resolvesToAnotherName() throws Exception {
    assertThat(lookUp("my-externalname-service.default.svc.cluster.local", "CNAME"))
        .containsExactly("mydatabase.example.com.");
  }

  @Test
  void headlessService_resolvesToItsPods() throws Exception {
    List<String> ips =
        IntStream.range(0, 3)
            .mapToObj(i -> cluster.get(PODS, "web-" + i).text("status", "podIP"))
            .toList();

    assertThat(lookUp("web.default.svc.cluster.local", "A"))
        .containsExactlyInAnyOrderElementsOf(ips);
    assertThat(lookUp("web-1.web.default.svc.cluster.local", "A")).containsExactly(ips.get(1));
    assertThat(lookUp("_http._tcp.web.default.svc.cluster.local", "SRV")).hasSize(3);
  }

  private List<String> lookUp(String name, String type) throws Exception {
    return Wire.lookUp(cluster.dnsAddress(), name, type);
  }

  @Test
  void handWrittenEndpoints_areMirrored() {
    ListOptions slices =
        ListOptions.inNamespace("default")
            .withLabels(Selector.parse("kubernetes.io/service-name=external-db"));

    assertThat(cluster.client().list(ENDPOINT_SLICES, slices).items())
        .singleElement()
        .satisfies(
            slice -> assertThat(slice.at("endpoints").toString()).contains("\"192.0.2.42\""));
  }

  @Test
  void affinity_keepsClientAtOnePod() throws Exception {
    InetSocketAddress address = cluster.addressOf("sticky", 80);
    Set<String> pods = new HashSet<>();

    for (int i = 0; i < 10; i++) {
      pods.add(
          Wire.get(address, "sticky", "/")
              .lines()
              .filter(l -> l.startsWith("Pod: "))
              .findFirst()
              .orElseThrow());
    }

    assertThat(pods).hasSize(1);
  }

  @Test
  void pod_reachesServicesByName() {
    Cluster.ExecResult answer =
        cluster.exec("web-0", "sh", "-c", "curl -s http://my-clusterip-service/");

    assertThat(answer.stdout()).contains("Pod: my-app-deployment-");
  }
}

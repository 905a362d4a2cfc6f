// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.discovery;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import io.smallrye.stork.Stork;
import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.ServiceDefinition;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.servicediscovery.dns.DnsConfiguration;
import io.smallrye.stork.servicediscovery.kubernetes.KubernetesConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Stork, by which Quarkus chooses the instance for each call, with its discovery through the API
 * and through DNS.
 */
class StorkTest {

  private static final String KUBECONFIG = "kubeconfig";

  private static final String ORDERS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        clusterIP: None
        selector: {app: orders}
        ports: [{name: http, port: 8080}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        replicas: 2
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - {name: orders, image: "orders:1", ports: [{containerPort: 8080}]}
      """;

  @BeforeAll
  static void initialize() {
    Stork.initialize();
  }

  @AfterAll
  static void shutDown() {
    Stork.shutdown();
  }

  private static void runOrders(Cluster cluster) {
    cluster.images().add("orders:1", http(request -> text(request.context().pod().name())));
    cluster.apply(ORDERS).awaitReady();
  }

  @Test
  @MiniCluster
  @ResourceLock(KUBECONFIG)
  void endpointSlices_areFollowed(Cluster cluster, @TempDir Path directory) {
    runOrders(cluster);

    Service service = withKubeconfig(cluster, directory, "by-slices", "true");

    assertFollowed(cluster, service);
  }

  @Test
  @MiniCluster
  @ResourceLock(KUBECONFIG)
  void endpoints_areFollowed(Cluster cluster, @TempDir Path directory) {
    runOrders(cluster);

    Service service = withKubeconfig(cluster, directory, "by-endpoints", "false");

    assertFollowed(cluster, service);
  }

  @Test
  @MiniCluster
  void srvRecords_areFollowed(Cluster cluster) {
    runOrders(cluster);

    DnsConfiguration dns =
        dns(cluster)
            .withHostname("_http._tcp.orders.default.svc.cluster.local")
            .withRecordType("SRV");

    assertFollowed(cluster, service("by-srv", dns));
  }

  @Test
  @MiniCluster
  void addressRecords_areFollowed(Cluster cluster) {
    runOrders(cluster);

    DnsConfiguration dns =
        dns(cluster)
            .withHostname("orders.default.svc.cluster.local")
            .withRecordType("A")
            .withPort("8080");

    assertFollowed(cluster, service("by-address", dns));
  }

  /** A service of a Stork that finds the API server where kubectl does. */
  private static Service withKubeconfig(
      Cluster cluster, Path directory, String name, String slices) {
    KubernetesConfiguration kubernetes =
        new KubernetesConfiguration()
            .withK8sNamespace("default")
            .withApplication("orders")
            .withRefreshPeriod("1m")
            .withUseEndpointSlices(slices);
    Path kubeconfig = cluster.writeKubeconfig(directory.resolve("config"));
    System.setProperty(KUBECONFIG, kubeconfig.toString());
    try {
      return service(name, kubernetes);
    } finally {
      System.clearProperty(KUBECONFIG);
    }
  }

  private static DnsConfiguration dns(Cluster cluster) {
    InetSocketAddress server = cluster.dnsAddress();
    return new DnsConfiguration()
        .withDnsServers(server.getHostString() + ":" + server.getPort())
        .withRefreshPeriod("1s");
  }

  /** A service of Stork's, which is one for the whole JVM. */
  private static Service service(String name, ConfigWithType discovery) {
    return Stork.getInstance()
        .defineIfAbsent(name, ServiceDefinition.of(discovery))
        .getService(name);
  }

  private static void assertFollowed(Cluster cluster, Service service) {
    assertThat(answers(service, 4)).hasSize(2).isEqualTo(pods(cluster));
    cluster.scale("deployment/orders", 3).awaitReady();
    cluster.awaitAsserted(c -> assertThat(answers(service, 6)).hasSize(3).isEqualTo(pods(cluster)));
    cluster.scale("deployment/orders", 1).settle();
    cluster.awaitAsserted(c -> assertThat(answers(service, 3)).hasSize(1).isEqualTo(pods(cluster)));
  }

  /** The Pods that answer as many requests, one after the other; round robin is the default. */
  private static Set<String> answers(Service service, int requests) {
    Set<String> pods = new TreeSet<>();
    for (int i = 0; i < requests; i++) {
      ServiceInstance instance = service.selectInstance().await().atMost(Duration.ofSeconds(10));
      pods.add(get("http://" + instance.getHost() + ":" + instance.getPort() + "/"));
    }
    return pods;
  }

  private static String get(String url) {
    try (InputStream body = URI.create(url).toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> pods(Cluster cluster) {
    Set<String> names = new TreeSet<>();
    cluster.pods("deployment/orders").stream().map(RunningPod::name).forEach(names::add);
    return names;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.springcloud;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** An application with Spring Cloud Kubernetes and its load balancer, outside the cluster. */
class SpringCloudKubernetesTest {

  private static final String ORDERS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
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

  private static final String GREETING =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: shop}
      data: {greeting: %s}
      """;

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {

    @Bean
    @LoadBalanced
    RestClient.Builder restClientBuilder() {
      return RestClient.builder();
    }
  }

  @Test
  @MiniCluster
  void discoveryClient_knowsThePods(Cluster cluster) {
    runOrders(cluster);
    try (ConfigurableApplicationContext shop = start(cluster)) {
      DiscoveryClient discovery = shop.getBean(DiscoveryClient.class);

      List<ServiceInstance> instances = discovery.getInstances("orders");

      assertThat(discovery.getServices()).contains("orders");
      assertThat(instances)
          .extracting(ServiceInstance::getHost)
          .containsExactlyInAnyOrderElementsOf(addresses(cluster));
      assertThat(instances).extracting(ServiceInstance::getPort).containsOnly(8080);
    }
  }

  @Test
  @MiniCluster
  void podMode_spreadsRequestsOverThePodsThatThereAre(Cluster cluster) {
    runOrders(cluster);
    try (ConfigurableApplicationContext shop =
        start(cluster, "spring.cloud.kubernetes.loadbalancer.mode=POD")) {
      assertThat(answers(shop, 4)).hasSize(2).isEqualTo(pods(cluster));

      cluster.scale("deployment/orders", 3).awaitReady();

      cluster.awaitAsserted(c -> assertThat(answers(shop, 6)).hasSize(3).isEqualTo(pods(cluster)));
    }
  }

  /**
   * The client looks names up on threads of its own, which belong to no cluster: where several run,
   * this one is known by its domain.
   */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "names of the cluster need JDK 18")
  void serviceMode_leavesTheChoiceToTheService() {
    try (Cluster cluster = Cluster.builder().clusterDomain("shop.test").start()) {
      runOrders(cluster);
      try (ConfigurableApplicationContext shop =
          start(
              cluster,
              "spring.cloud.kubernetes.loadbalancer.mode=SERVICE",
              "spring.cloud.kubernetes.loadbalancer.cluster-domain=shop.test")) {
        assertThat(answers(shop, 4)).isNotEmpty().isSubsetOf(pods(cluster));
      }
    }
  }

  @Test
  @MiniCluster
  void configMap_isReadAgainWhenItChanges(Cluster cluster) {
    cluster.apply(GREETING.formatted("hello"));
    try (ConfigurableApplicationContext shop =
        start(
            cluster,
            "spring.application.name=shop",
            "spring.config.import=kubernetes:",
            "spring.cloud.kubernetes.reload.enabled=true")) {
      assertThat(shop.getEnvironment().getProperty("greeting")).isEqualTo("hello");

      cluster.apply(GREETING.formatted("goodbye"));

      cluster.awaitAsserted(
          c -> assertThat(shop.getEnvironment().getProperty("greeting")).isEqualTo("goodbye"));
    }
  }

  private static void runOrders(Cluster cluster) {
    cluster.images().add("orders:1", http(request -> text(request.context().pod().name())));
    cluster.apply(ORDERS).awaitReady();
  }

  private static ConfigurableApplicationContext start(Cluster cluster, String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.main.cloud-platform=kubernetes");
    arguments.add("--spring.cloud.kubernetes.client.master-url=" + cluster.httpUrl());
    arguments.add("--spring.cloud.kubernetes.client.oauth-token=" + cluster.token());
    arguments.add("--spring.cloud.kubernetes.client.namespace=default");
    arguments.add("--spring.cloud.loadbalancer.cache.enabled=false");
    for (String property : properties) {
      arguments.add("--" + property);
    }
    return new SpringApplicationBuilder(Shop.class)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(arguments.toArray(String[]::new));
  }

  /** The Pods that answer as many requests, one after the other. */
  private static Set<String> answers(ConfigurableApplicationContext shop, int requests) {
    RestClient client = shop.getBean(RestClient.Builder.class).build();
    Set<String> pods = new TreeSet<>();
    for (int i = 0; i < requests; i++) {
      pods.add(client.get().uri("http://orders/").retrieve().body(String.class));
    }
    return pods;
  }

  private static Set<String> pods(Cluster cluster) {
    Set<String> names = new TreeSet<>();
    cluster.pods("deployment/orders").stream().map(RunningPod::name).forEach(names::add);
    return names;
  }

  private static List<String> addresses(Cluster cluster) {
    return cluster.pods("deployment/orders").stream()
        .map(pod -> pod.object().text("status", "podIP"))
        .toList();
  }
}

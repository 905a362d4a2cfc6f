// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.program.ContainerProgram;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster that has been used, as if it had not been. */
final class ClusterResetTest {

  private static final String SHOP =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              ports: [{containerPort: 8080}]
              lifecycle: {preStop: {sleep: {seconds: 20}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: shop}
      spec:
        type: LoadBalancer
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 2
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            containers:
            - name: db
              image: db:1
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: kept, namespace: kube-system, finalizers: [shop/keep]}
      ---
      apiVersion: coordination.k8s.io/v1
      kind: Lease
      metadata: {name: leader}
      """;

  /** The names of all objects, but for Events and what there is once there have been Pods. */
  private static Map<String, List<String>> names(Cluster cluster) {
    return cluster.parts().api().objects().entrySet().stream()
        .filter(kind -> !kind.getKey().kind().equals("Event"))
        .collect(
            Collectors.toMap(
                kind -> kind.getKey().qualifiedName(),
                kind ->
                    kind.getValue().stream()
                        .map(o -> o.key().toString())
                        .filter(name -> !name.endsWith("/kube-root-ca.crt"))
                        .toList(),
                (a, b) -> a,
                TreeMap::new));
  }

  /** A program that ends only when it is killed; its thread hears of that a moment later. */
  private static ContainerProgram stubborn(AtomicInteger running) {
    return context -> {
      running.incrementAndGet();
      context.onTerminate(() -> {});
      context.spawn(
          "stay",
          () -> {
            try {
              context.time().sleep(Duration.ofDays(1));
            } catch (InterruptedException e) {
              running.decrementAndGet();
            }
          });
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reset_leavesWhatAFreshClusterHas(boolean virtual) {
    AtomicInteger running = new AtomicInteger();
    try (Cluster cluster =
        (virtual ? Cluster.builder().virtualTime() : Cluster.builder()).nodes(2).start()) {
      Map<String, List<String>> fresh = names(cluster);
      for (int i = 0; i < 2; i++) {
        cluster.images().add("web:1", http("hello")).add("db:1", stubborn(running));
        cluster.apply(SHOP).awaitReady();
        assertThat(running).hasValue(2);

        cluster.reset();

        assertThat(names(cluster)).isEqualTo(fresh);
        await().untilAsserted(() -> assertThat(running).hasValue(0));
        assertThat(cluster.list("events")).extracting(KubeObject::namespace).doesNotContain("shop");
      }
    }
  }

  @Test
  void podsThatAreEndingAlready_endAtOnce() {
    AtomicInteger running = new AtomicInteger();
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http("hello")).add("db:1", stubborn(running));
      cluster.apply(SHOP).awaitReady();
      cluster.delete("sts/db").inNamespace("shop").delete("deploy/web").settle();

      cluster.reset();

      await().untilAsserted(() -> assertThat(running).hasValue(0));
      assertThat(cluster.list("pods")).isEmpty();
    }
  }

  @Test
  void ownObjects_areAsTheyWere() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster
          .client()
          .patch(
              ResourceType.NODES,
              ObjectKey.cluster("node-1"),
              Patch.merge(node -> Json.objectAt(node, "spec").put("unschedulable", true)));
      cluster.delete("svc/kubernetes").delete("ingressclass/coracle");

      cluster.reset();

      assertThat(cluster.get("node/node-1").at("spec", "unschedulable").isMissingNode()).isTrue();
      assertThat(cluster.find("svc/kubernetes")).isPresent();
      assertThat(cluster.find("ingressclass/coracle")).isPresent();
      cluster.apply(SHOP).awaitReady();
    }
  }

  @Test
  void imagesAndHosts_areForgotten() throws Exception {
    try (Cluster cluster = Cluster.builder().virtualTime().strictImages().start()) {
      cluster.images().add("web:1", http("hello"));
      cluster.hosts().add("api.example.com", InetAddress.getLoopbackAddress());

      cluster.reset();

      cluster.apply(SHOP);
      assertThatThrownBy(() -> cluster.inNamespace("shop").awaitReady(Duration.ofSeconds(2)))
          .hasMessageContaining("no program for image \"web:1\"");
      assertThat(cluster.parts().dns().resolve("api.example.com")).isEmpty();
    }
  }

  @Test
  void namespaceThatIsReset_isEmptyAndNothingElseIs() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster.images().add("web:1", http("hello"));
      cluster.apply(SHOP).awaitReady();

      cluster.inNamespace("shop").reset();

      assertThat(cluster.inNamespace("shop").list("pods")).isEmpty();
      assertThat(cluster.inNamespace("shop").list("svc")).isEmpty();
      assertThat(cluster.find("ns/shop")).isPresent();
      assertThat(cluster.inNamespace("shop").find("sa/default")).isPresent();
      assertThat(cluster.pods("app=db")).hasSize(2);
      cluster.apply(SHOP).awaitReady();
    }
  }

  @Test
  void controlPlaneAlone_isResetToo() {
    try (Cluster cluster = Cluster.builder().controlPlaneOnly().start()) {
      Map<String, List<String>> fresh = names(cluster);
      cluster.apply(SHOP);

      cluster.reset();

      assertThat(names(cluster)).isEqualTo(fresh);
    }
  }

  @Test
  void trafficUnderWay_ends() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http("hello"));
      cluster.apply(SHOP).awaitReady();

      assertThatThrownBy(
              () -> cluster.inNamespace("shop").traffic("web").during(() -> cluster.reset()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was it reset or closed under way?");
    }
  }
}

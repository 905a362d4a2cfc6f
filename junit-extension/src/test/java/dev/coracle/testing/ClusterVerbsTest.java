// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of kubectl, as a test says them. */
final class ClusterVerbsTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              ports: [{containerPort: 8080}]
            - name: side
              image: side:1
      """;

  private static final String MAP =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {from: %s}}";

  private static final String NAMESPACE =
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}";

  private static Cluster virtual() {
    Cluster cluster = Cluster.builder().virtualTime().start();
    cluster.images().add("web", http("hello"));
    return cluster;
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployment/web", "deploy/web", "deployments.apps/web", "Deployment/web"})
  void scale_changesTheReplicas(String workload) {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB).awaitReady();

      cluster.scale(workload, 3).awaitReady(workload);

      assertThat(cluster.pods("deployment/web")).hasSize(3).allMatch(RunningPod::isReady);
    }
  }

  @Test
  void scale_ofWhatHasNoReplicasIsRefused() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(() -> cluster.scale("service/kubernetes", 2))
          .hasMessage(
              "Service default/kubernetes: has no replicas (expected: one of [deployments.apps,"
                  + " replicasets.apps, statefulsets.apps])");
    }
  }

  @Test
  void rolloutRestart_replacesEveryPodEachTime() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB).awaitReady();
      List<String> first = uids(cluster);

      cluster.rolloutRestart("deployment/web").awaitReady();
      List<String> second = uids(cluster);
      cluster.rolloutRestart("deployment/web").awaitReady();

      assertThat(second).doesNotContainAnyElementsOf(first);
      assertThat(uids(cluster)).hasSize(2).doesNotContainAnyElementsOf(second);
    }
  }

  private static List<String> uids(Cluster cluster) {
    return cluster
        .await("two Pods", c -> c.list("pods", "app=web").size() == 2)
        .list("pods")
        .stream()
        .map(KubeObject::uid)
        .toList();
  }

  @Test
  void rolloutRestart_ofWhatHasNoRolloutIsRefused() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(() -> cluster.rolloutRestart("pod/web"))
          .hasMessageStartingWith("Pod default/web: cannot be restarted (expected: one of");
    }
  }

  @Test
  void setImage_changesOneContainerOrAll() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB);

      cluster.setImage("deploy/web", "web", "web:2");
      List<String> one = images(cluster);
      cluster.setImage("deploy/web", "*", "web:3");

      assertThat(one).containsExactly("web:2", "side:1");
      assertThat(images(cluster)).containsExactly("web:3", "web:3");
    }
  }

  private static List<String> images(Cluster cluster) {
    return cluster
        .get("deployment/web")
        .at("spec", "template", "spec", "containers")
        .valueStream()
        .map(container -> container.path("image").asString(""))
        .toList();
  }

  @Test
  void setImage_ofAnUnknownContainerNamesThoseThereAre() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB);

      assertThatThrownBy(() -> cluster.setImage("deployment/web", "app", "web:2"))
          .hasMessage(
              "container: \"app\" of Deployment default/web (expected: one of [web, side], or \"*\""
                  + " for all)");
    }
  }

  @Test
  void delete_takesWhatIsOwnedAlong() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB).awaitReady();

      cluster.delete("deployment/web").awaitGone("deployment/web").advance(Duration.ofMinutes(1));

      assertThat(cluster.list("rs")).isEmpty();
      assertThat(cluster.list("pods")).isEmpty();
    }
  }

  @Test
  void delete_ofWhatIsNotThereFailsAsTheApiSays() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(() -> cluster.delete(ResourceType.DEPLOYMENTS, "web"))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("deployments.apps \"web\" not found");
    }
  }

  @Test
  void awaitGone_namesTheFinalizersThatKeepAnObject() {
    try (Cluster cluster = virtual()) {
      cluster.apply(
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: kept, finalizers: [shop/keep]}}");

      cluster.delete("cm/kept");

      assertThatThrownBy(() -> cluster.awaitGone("cm/kept"))
          .hasMessage(
              "not gone after 30 s: ConfigMap default/kept: waits for finalizers [shop/keep]");
    }
  }

  @Test
  void reference_thatIsNoneIsExplained() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(() -> cluster.delete("web"))
          .hasMessage("object: \"web\" (expected: TYPE/NAME, such as deployment/web)");
      assertThatThrownBy(() -> cluster.delete("shop/deployment/web"))
          .hasMessageEndingWith("; another namespace by cluster.inNamespace(\"shop\"))");
      assertThatThrownBy(() -> cluster.delete("wheel/web"))
          .hasMessageStartingWith("type: \"wheel\" (expected: one of configmaps (cm), ")
          .hasMessageContaining("deployments (deploy)");
    }
  }

  @Test
  void directory_isAppliedInTheOrderOfItsNames(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("10-first.yaml"), MAP.formatted("settings", "first"));
    Files.writeString(directory.resolve("20-second.yml"), MAP.formatted("settings", "second"));
    Files.writeString(
        directory.resolve("30.json"),
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"json\"}}");
    Files.writeString(directory.resolve("README.md"), "no manifest");
    Path inner = Files.createDirectory(directory.resolve("inner.yaml"));
    Files.writeString(inner.resolve("inner.yaml"), MAP.formatted("inner", "inner"));
    try (Cluster cluster = virtual()) {

      cluster.apply(directory);

      assertThat(cluster.get("cm/settings").text("data", "from")).isEqualTo("second");
      assertThat(cluster.find("cm/json")).isPresent();
      assertThat(cluster.find("cm/inner")).isEmpty();
    }
  }

  @Test
  void directoryWithoutManifests_isRefused(@TempDir Path directory) {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(() -> cluster.apply(directory))
          .hasMessageEndingWith(" (expected: at least one file named .yaml, .yml or .json in it)");
    }
  }

  @Test
  void namespaceThatIsLookedAt_isThatOfNamesAndManifestsThatSayNone() {
    try (Cluster cluster = virtual()) {
      Cluster shop = cluster.apply(NAMESPACE).inNamespace("shop");

      shop.apply(WEB).awaitReady().scale("deployment/web", 3).awaitReady("deployment/web");

      assertThat(shop.pods("app=web")).hasSize(3);
      assertThat(cluster.list("deployments"))
          .extracting(KubeObject::namespace)
          .containsOnly("shop");
      assertThat(cluster.inNamespace("default").list("pods")).isEmpty();
      assertThat(cluster.find("deployment/web")).isEmpty();
    }
  }

  @Test
  void namespaceThatIsLookedAt_refusesManifestsThatSayAnother() {
    try (Cluster cluster = virtual()) {
      String elsewhere =
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: kube-system}}";

      assertThatThrownBy(() -> cluster.inNamespace("shop").apply(elsewhere))
          .hasMessageEndingWith(
              "namespace: \"kube-system\" (expected: \"shop\", or none; others by"
                  + " inNamespace(\"kube-system\"))");
    }
  }

  @Test
  void namespaceThatIsLookedAt_isAllThatTheReportIsAbout() {
    try (Cluster cluster = virtual()) {
      cluster.apply(NAMESPACE).inNamespace("shop").apply(WEB.replace("side:1", "invalid:1"));
      cluster.settle();

      String shop = cluster.inNamespace("shop").report().toString();
      String other = cluster.inNamespace("default").report().toString();

      assertThat(shop).contains(", namespace shop\n", "Pod shop/web-");
      assertThat(other).contains(", namespace default\n").doesNotContain("Pod shop/web-");
    }
  }

  @Test
  void namespaceThatIsLookedAt_closesNothing() {
    try (Cluster cluster = virtual()) {
      cluster.inNamespace("shop").close();

      assertThat(cluster.list("namespaces")).isNotEmpty();
    }
  }

  @Test
  void awaitReady_ofOneObjectLeavesTheOthersAlone() {
    try (Cluster cluster = virtual()) {
      cluster.apply(
          WEB
              + """
              ---
              apiVersion: v1
              kind: Pod
              metadata: {name: broken}
              spec:
                containers: [{name: a, image: invalid}]
              """);

      cluster.awaitReady("deployment/web", Duration.ofSeconds(5));

      assertThat(cluster.pod("broken").isReady()).isFalse();
    }
  }

  @Test
  void awaitReady_saysWhichPodsOfAnObjectAreNotReady() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB.replace("side:1", "invalid:1"));

      assertThatThrownBy(() -> cluster.awaitReady("deploy/web", Duration.ofSeconds(5)))
          .hasMessageStartingWith(
              "not ready after 5 s: Deployment default/web: 0 of 2 replicas are updated and"
                  + " available\n  Pod default/web-")
          .hasMessageContaining("invalid:1");
    }
  }

  @Test
  void awaitReady_ofAServiceWaitsForAnEndpoint() {
    try (Cluster cluster = virtual()) {
      cluster.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
          """);

      assertThatThrownBy(() -> cluster.awaitReady("service/web", Duration.ofSeconds(2)))
          .hasMessage(
              """
              not ready after 2 s: Service default/web: no ready endpoint
                Service default/web: its selector app=web matches no Pod\
              """);
      cluster.apply(WEB).awaitReady("service/web");
      assertThatThrownBy(() -> cluster.awaitReady("service/absent", Duration.ofSeconds(2)))
          .hasMessage("not ready after 2 s: Service default/absent: not found");
    }
  }

  @Test
  void await_seesWhatTheClusterBecomes() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web", http("hello"));
      cluster.apply(WEB);

      cluster.await(
          "both Pods are ready",
          c -> c.pods("app=web").stream().filter(RunningPod::isReady).count() == 2);

      assertThat(cluster.pods("app=web")).allMatch(RunningPod::isReady);
    }
  }

  @Test
  void await_advancesVirtualTime() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB.replace("image: side:1", "image: busybox\n        command: [sleep, '20']"));

      cluster.await("it is started again", c -> c.pods("app=web").get(0).restarts() > 0);

      assertThat(cluster.pods("app=web").get(0).restarts()).isPositive();
    }
  }

  @Test
  void await_failsWithTheLastState() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB.replace("side:1", "invalid:1"));

      assertThatThrownBy(
              () -> cluster.await("orders are shipped", Duration.ofSeconds(2), c -> false))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("not so after 2 s: orders are shipped\n  not ready:\n")
          .hasMessageContaining("Deployment default/web: 0 of 2 replicas")
          .hasMessageContaining("last warnings:")
          .hasMessageContaining("Warning Failed pod/web-");
    }
  }

  @Test
  void awaitAsserted_failsWithTheLastAssertion() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(
              () ->
                  cluster.awaitAsserted(
                      Duration.ofSeconds(2), c -> assertThat(c.list("pods")).hasSize(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("not so after 2 s: assertions hold: ")
          .hasMessageContaining("Expected size: 1 but was: 0");
    }
  }

  @Test
  void await_countsWhatThrowsAsNotYet() {
    try (Cluster cluster = virtual()) {
      assertThatThrownBy(
              () ->
                  cluster.await(
                      "web exists", Duration.ofSeconds(2), c -> c.get("deploy/web") != null))
          .hasMessageContaining("web exists: deployments.apps \"web\" not found")
          .hasCauseInstanceOf(ApiException.class);
    }
  }

  @Test
  void events_areInTheOrderInWhichTheyCame() {
    try (Cluster cluster = virtual()) {
      cluster.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web}
          spec:
            containers: [{name: web, image: web:1}]
          """);

      cluster.awaitReady("pod/web");

      assertThat(cluster.events("pod/web"))
          .isEqualTo(cluster.pod("web").events())
          .extracting(Event::reason)
          .contains("Scheduled")
          .containsSubsequence("Pulling", "Pulled", "Created", "Started");
      assertThat(cluster.events()).extracting(Event::object).contains("pod/web", "node/node-1");
      assertThat(cluster.inNamespace("kube-system").events()).isEmpty();
    }
  }

  @Test
  void pod_tellsOfItsContainersOneByOne() {
    try (Cluster cluster = virtual()) {
      cluster.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: two}
          spec:
            containers:
            - {name: a, image: busybox, command: [sh, -c, echo from a; sleep 1000]}
            - {name: b, image: busybox, command: [sh, -c, echo from b; sleep 3; exit 3]}
          """);
      cluster.pod("two").awaitReady();

      cluster.await("b runs again", c -> c.pod("two").restarts() == 1);

      assertThat(cluster.pod("two").log("a")).isEqualTo("from a\n");
      assertThat(cluster.pod("two").previousLog("b")).isEqualTo("from b\n");
    }
  }

  @Test
  void podThatIsDeleted_isReplacedByItsWorkload() {
    try (Cluster cluster = virtual()) {
      cluster.apply(WEB).awaitReady();
      RunningPod pod = cluster.pods("deployment/web").get(0);

      pod.delete();
      cluster.awaitGone("pod/" + pod.name()).awaitReady("deployment/web");

      assertThat(cluster.pods("deployment/web"))
          .hasSize(2)
          .extracting(RunningPod::name)
          .doesNotContain(pod.name());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster as a whole, from a manifest to an answer. */
final class ClusterTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
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
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  @Test
  void service_answersUnderItsClusterName() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http(request -> text("hello")));
      cluster.apply(WEB).awaitReady();

      HttpResponse<String> answer =
          get(cluster.httpClient(), "http://web.default.svc.cluster.local/");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hello");
    }
  }

  @Test
  void httpClient_completesShortNames() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http("hello"));
      cluster.apply(WEB).awaitReady();

      for (String host : List.of("web", "web.default", "web.default.svc")) {
        assertThat(get(cluster.httpClient(), "http://" + host + "/").body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void service_spreadsConnectionsOverAllPods() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http(request -> text(request.pod().name())));
      cluster.apply(WEB).awaitReady();
      InetSocketAddress service = cluster.addressOf("web", 80);
      String url = "http://" + service.getHostString() + ":" + service.getPort() + "/";

      Set<String> pods = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        pods.add(get(HttpClient.newHttpClient(), url).body());
      }

      assertThat(pods).hasSize(3);
    }
  }

  @Test
  void serviceWithoutEndpoints_isRefusedAtOnce() {
    try (Cluster cluster = Cluster.start()) {
      cluster.apply(WEB).awaitReady();
      InetSocketAddress service = cluster.addressOf("web", 80);
      cluster
          .client()
          .patch(
              DEPLOYMENTS,
              ObjectKey.of("default", "web"),
              Patch.merge(p -> Json.objectAt(p, "spec").put("replicas", 0)));
      cluster.awaitReady();

      assertThatThrownBy(() -> new Socket(service.getAddress(), service.getPort()))
          .isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> cluster.addressOf("web", 80))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nobody listens");
    }
  }

  @Test
  void virtualTime_runsReadinessDelaysAtOnce() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster.apply(
          WEB.replace(
                  "ports: [{containerPort: 8080}]",
                  "ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /, port: 8080},"
                      + " initialDelaySeconds: 300}")
              .replace("- name: web\n", "- {name: web,\n")
              .replace("image: web:1\n", "image: 'web:1',\n")
              .replace("initialDelaySeconds: 300}", "initialDelaySeconds: 300}}"));
      cluster.settle();
      int before = cluster.get(DEPLOYMENTS, "web").number(0, "status", "readyReplicas");

      cluster.advance(Duration.ofSeconds(320));

      assertThat(before).isZero();
      assertThat(cluster.get(DEPLOYMENTS, "web").number(0, "status", "readyReplicas")).isEqualTo(3);
    }
  }

  @Test
  void applyTwice_changesWhatIsThere() {
    try (Cluster cluster = Cluster.start()) {
      cluster.apply(WEB).awaitReady();

      cluster.apply(WEB.replace("replicas: 3", "replicas: 1")).awaitReady();

      assertThat(cluster.get(DEPLOYMENTS, "web").number(0, "spec", "replicas")).isEqualTo(1);
      assertThat(cluster.client().list(PODS, ListOptions.inNamespace("default")).items())
          .filteredOn(pod -> !pod.isDeleting())
          .hasSize(1);
    }
  }

  @Test
  void unknownField_isRefusedByName() {
    try (Cluster cluster = Cluster.start()) {
      assertThatThrownBy(() -> cluster.apply(WEB.replace("replicas: 3", "replicaz: 3")))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("unknown field \"spec.replicaz\"");
      assertThat(cluster.client().find(DEPLOYMENTS, ObjectKey.of("default", "web"))).isEmpty();
    }
  }

  @Test
  void unknownKind_isRefusedWithTheKindsThereAre() {
    try (Cluster cluster = Cluster.start()) {
      assertThatThrownBy(() -> cluster.apply("{apiVersion: x.y/v1, kind: Thing}"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kind Thing of \"x.y/v1\"")
          .hasMessageContaining("Deployment");
    }
  }

  @Test
  void missingFile_isNamed() {
    try (Cluster cluster = Cluster.start()) {
      assertThatThrownBy(() -> cluster.apply(Path.of("no-such.yaml")))
          .hasMessageContaining("no-such.yaml (expected: a readable YAML file)");
    }
  }

  @Test
  void notReady_namesWhatIsMissing() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster.images().remove("web:1");
      cluster.apply(WEB);

      assertThatThrownBy(() -> cluster.awaitReady(Duration.ofSeconds(3)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Deployment default/web: 0 of 3 replicas")
          .hasMessageContaining("ImagePullBackOff: ");
    }
  }

  @Test
  void advanceByTheRealClock_isRefusedWithTheRemedy() {
    try (Cluster cluster = Cluster.start()) {
      assertThatThrownBy(() -> cluster.advance(Duration.ofSeconds(1)))
          .hasMessageContaining("build the cluster with virtualTime()");
    }
  }

  @Test
  void clusters_liveSideBySide() throws Exception {
    try (Cluster one = Cluster.start();
        Cluster other = Cluster.start()) {
      one.images().add("web:1", http(request -> text("one")));
      other.images().add("web:1", http(request -> text("other")));
      one.apply(WEB).awaitReady();
      other.apply(WEB).awaitReady();

      assertThat(get(one.httpClient(), "http://web.default.svc.cluster.local/").body())
          .isEqualTo("one");
      assertThat(get(other.httpClient(), "http://web.default.svc.cluster.local/").body())
          .isEqualTo("other");
    }
  }

  @Test
  void logsAndExec_reachThePod() {
    try (Cluster cluster = Cluster.start()) {
      cluster.apply(WEB).awaitReady();
      KubeObject pod =
          cluster.client().list(PODS, ListOptions.inNamespace("default")).items().get(0);

      Cluster.ExecResult result = cluster.exec(pod.name(), "hostname");

      assertThat(result.exitCode()).isZero();
      assertThat(result.stdout().strip()).isEqualTo(pod.name());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"LOOPBACK, 127.", "VIRTUAL, 198.18."})
  void closedCluster_freesItsAddresses(NetworkPlan plan, String block) throws Exception {
    InetSocketAddress service;
    try (Cluster cluster = Cluster.builder().plan(plan).start()) {
      cluster.apply(WEB).awaitReady();
      service = cluster.addressOf("web", 80);
      assertThat(cluster.get(SERVICES, "web").text("spec", "clusterIP")).startsWith(block);
    }

    assertThatThrownBy(() -> new Socket(service.getAddress(), service.getPort()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void builder_namesWrongValues() {
    assertThatThrownBy(() -> Cluster.builder().nodes(0).start())
        .hasMessage("nodes: 0 (expected: >= 1)");
    assertThatThrownBy(() -> Cluster.builder().port(70000).start())
        .hasMessage("port: 70000 (expected: 0-65535)");
  }

  @Test
  void manifestsWithNamespaces_areAppliedInOrder() {
    try (Cluster cluster = Cluster.start()) {
      String text =
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: settings, namespace: shop}
          ---
          apiVersion: v1
          kind: Namespace
          metadata: {name: shop}
          """;

      cluster.apply(text);

      assertThat(List.of(cluster.get(dev.coracle.api.ResourceType.CONFIG_MAPS, "shop/settings")))
          .hasSize(1);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.STATEFUL_SETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.HttpKubeClient;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.apiserver.codec.Yaml;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Controllers cannot tell that their client speaks HTTP, nor can what they do. */
class ControllersOverHttpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final TestKubelet kubelet = new TestKubelet(client, time);
  private final Controllers controllers =
      Controllers.start(
          user -> new HttpKubeClient(HTTP, server.httpUrl(), server.adminToken()),
          time,
          ControllerOptions.of(server.kinds(), ApiServerOptions.STANDARD.serviceCidr()));

  @BeforeEach
  void addNode() {
    kubelet.start();
    create(
        NODES,
        """
        metadata: {name: node-1}
        status:
          allocatable: {cpu: "64", memory: 64Gi, pods: "110"}
          conditions: [{type: Ready, status: "True"}]
        """);
  }

  @AfterEach
  void stop() {
    kubelet.close();
    controllers.close();
    server.close();
    time.close();
  }

  private void create(ResourceType type, String yaml) {
    ObjectNode tree = Json.parseObject(Json.text(Yaml.documents(yaml).get(0)));
    if (type.namespaced()) {
      Json.objectAt(tree, "metadata").put("namespace", "default");
    }
    KubeObject unused = client.create(type, KubeObject.of(tree));
  }

  private static String workload(String more) {
    return """
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}
          %s
        """
        .formatted(more);
  }

  private void awaitAvailable(ResourceType type, int replicas) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              KubeObject web = client.get(type, ObjectKey.of("default", "web"));
              assertThat(web.number(0, "status", "availableReplicas")).isEqualTo(replicas);
              assertThat(web.number(0, "status", "updatedReplicas")).isEqualTo(replicas);
            });
  }

  private List<KubeObject> list(ResourceType type) {
    return client.list(type, ListOptions.inNamespace("default")).items();
  }

  private long events(String reason) {
    return list(EVENTS).stream().filter(event -> event.text("reason").equals(reason)).count();
  }

  @Test
  void deploymentOfTen_makesTenPods() {
    create(DEPLOYMENTS, workload("replicas: 10"));

    awaitAvailable(DEPLOYMENTS, 10);

    assertThat(list(PODS)).hasSize(10);
    assertThat(events("SuccessfulCreate")).isEqualTo(10);
    assertThat(events("SuccessfulDelete")).isZero();
  }

  @Test
  void rollout_endsWithOneReplicaSetOfEachTemplate() {
    create(DEPLOYMENTS, workload("replicas: 3"));
    awaitAvailable(DEPLOYMENTS, 3);

    KubeObject unused =
        client.patch(
            DEPLOYMENTS,
            ObjectKey.of("default", "web"),
            Patch.merge(
                body ->
                    Json.objectAt(body, "spec", "template", "metadata", "labels")
                        .put("version", "2")));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(list(PODS))
                    .hasSize(3)
                    .allSatisfy(pod -> assertThat(pod.labels()).containsEntry("version", "2")));
    assertThat(list(REPLICA_SETS)).hasSize(2);
  }

  @Test
  void statefulSet_makesItsPodsInOrder() {
    create(STATEFUL_SETS, workload("replicas: 3\n  serviceName: web"));

    awaitAvailable(STATEFUL_SETS, 3);

    assertThat(list(PODS)).extracting(KubeObject::name).containsExactly("web-0", "web-1", "web-2");
    assertThat(events("SuccessfulCreate")).isEqualTo(3);
  }

  @Test
  void service_getsOneSlice() {
    create(SERVICES, "{metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}");
    create(DEPLOYMENTS, workload("replicas: 5"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(list(ENDPOINT_SLICES))
                    .filteredOn(slice -> slice.name().startsWith("web-"))
                    .singleElement()
                    .satisfies(slice -> assertThat(slice.at("endpoints").size()).isEqualTo(5)));
  }

  @Test
  void deletionInTheForeground_leavesNothing() {
    create(DEPLOYMENTS, workload("replicas: 3"));
    awaitAvailable(DEPLOYMENTS, 3);

    KubeObject unused =
        client.delete(
            DEPLOYMENTS,
            ObjectKey.of("default", "web"),
            DeleteOptions.NORMAL.withPropagation(Propagation.FOREGROUND));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(list(PODS)).isEmpty();
              assertThat(list(REPLICA_SETS)).isEmpty();
              assertThat(list(DEPLOYMENTS)).isEmpty();
            });
  }
}

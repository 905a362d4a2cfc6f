// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.HttpKubeClient;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.kubelet.image.ImageRegistry;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.process.HttpExchange;
import dev.coracle.program.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A node whose client speaks HTTP does what one does whose client calls. */
class KubeletOverHttpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String NODE = "node-1";

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final RecordingPodNetwork network = new RecordingPodNetwork();
  private final ImageRegistry images = new ImageRegistry();
  private final Kubelets kubelets =
      new Kubelets(
          remote(),
          name -> remote(),
          time,
          network,
          images,
          KubeletOptions.of("cluster.local", List.of("10.96.0.10")));

  private KubeClient remote() {
    return new HttpKubeClient(HTTP, server.httpUrl(), server.adminToken());
  }

  @BeforeEach
  void start() {
    images.add("one", http("one")).add("two", http("two"));
    kubelets.start();
    kubelets.add(NodeSpec.of(NODE, "192.168.0.1", "zone-a"));
  }

  @AfterEach
  void stop() {
    kubelets.close();
    server.close();
    time.close();
    network.close();
  }

  private static void eventually(ThrowingConsumer<Void> assertion) {
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertion.acceptThrows(null));
  }

  private void create(ResourceType type, String yaml) {
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    ObjectNode json = JsonMapper.shared().valueToTree(tree);
    Json.objectAt(json, "metadata").put("namespace", "default");
    if (type.equals(ResourceType.PODS)) {
      Json.objectAt(json, "spec").put("nodeName", NODE);
    }
    KubeObject unused = client.create(type, KubeObject.of(json));
  }

  private void web(String image) {
    create(
        ResourceType.PODS,
        """
        metadata: {name: web}
        spec: {containers: [{name: web, image: "%s", ports: [{containerPort: 8080}]}]}
        """
            .formatted(image));
  }

  private KubeObject pod() {
    return client.get(ResourceType.PODS, KubeletTester.key("web"));
  }

  private String condition(String type) {
    return pod()
        .at("status", "conditions")
        .valueStream()
        .filter(c -> c.path("type").asString().equals(type))
        .map(c -> c.path("status").asString())
        .findFirst()
        .orElse("");
  }

  private String answer() throws IOException {
    String address = pod().text("status", "podIP");
    try (Socket socket = network.dialFromNode(NODE, address, 8080, Duration.ofSeconds(1))) {
      return HttpExchange.send(socket, "GET", "/", Map.of("Host", "web"), new byte[0], 1 << 20)
          .body();
    }
  }

  private String exec(String... command) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        kubelets.exec(
            pod(),
            new NodeConnection.ExecOptions("", List.of(command), false, true, true, false),
            new NodeConnection.Streams(InputStream.nullInputStream(), out, out));
    return out.toString(StandardCharsets.UTF_8) + (code == 0 ? "" : "[" + code + "]");
  }

  @Test
  void pod_runsAndGoes() {
    web("one");
    eventually(none -> assertThat(condition("Ready")).isEqualTo("True"));
    eventually(none -> assertThat(answer()).isEqualTo("one"));

    client.delete(ResourceType.PODS, KubeletTester.key("web"));

    eventually(
        none -> assertThat(client.find(ResourceType.PODS, KubeletTester.key("web"))).isEmpty());
    eventually(none -> assertThat(network.log()).contains("detach default/web"));
  }

  @Test
  void podReplacedUnderItsName_isAnotherPod() {
    web("one");
    eventually(none -> assertThat(answer()).isEqualTo("one"));

    client.delete(ResourceType.PODS, KubeletTester.key("web"), DeleteOptions.NOW);
    web("two");

    eventually(none -> assertThat(answer()).isEqualTo("two"));
    eventually(none -> assertThat(condition("Ready")).isEqualTo("True"));
    eventually(
        none ->
            assertThat(network.log())
                .containsExactlyInAnyOrder(
                    "attach default/web", "attach default/web", "detach default/web"));
  }

  @Test
  void statusWrittenByTwo_keepsWhatBothWrote() {
    AtomicInteger status = new AtomicInteger(200);
    images.add("answers", http(request -> Programs.status(status.get())));
    create(
        ResourceType.PODS,
        """
        metadata: {name: web}
        spec:
          readinessGates: [{conditionType: example.com/lb}]
          containers:
          - name: web
            image: answers
            ports: [{containerPort: 8080}]
            readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1, failureThreshold: 1}
        """);
    eventually(none -> assertThat(condition("ContainersReady")).isEqualTo("True"));

    client.patchStatus(
        ResourceType.PODS,
        KubeletTester.key("web"),
        Patch.strategic(
            body ->
                body.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "example.com/lb")
                    .put("status", "True")));
    eventually(none -> assertThat(condition("Ready")).isEqualTo("True"));
    status.set(500);

    eventually(none -> assertThat(condition("Ready")).isEqualTo("False"));
    assertThat(condition("example.com/lb")).isEqualTo("True");
  }

  @Test
  void configMapThatChanges_isSeen() {
    create(
        ResourceType.PODS,
        """
        metadata: {name: web}
        spec:
          volumes: [{name: v, configMap: {name: settings}}]
          containers:
          - {name: web, image: busybox, command: [sleep, "1000"], volumeMounts: [{name: v, mountPath: /v}]}
        """);
    eventually(none -> assertThat(pod().text("status", "phase")).isEqualTo("Pending"));

    create(ResourceType.CONFIG_MAPS, "{metadata: {name: settings}, data: {colour: red}}");
    eventually(none -> assertThat(pod().text("status", "phase")).isEqualTo("Running"));
    eventually(none -> assertThat(exec("cat", "/v/colour")).isEqualTo("red"));
    client.patch(
        ResourceType.CONFIG_MAPS,
        KubeletTester.key("settings"),
        Patch.merge(body -> body.putObject("data").put("colour", "blue")));

    eventually(none -> assertThat(exec("cat", "/v/colour")).isEqualTo("blue"));
  }

  @Test
  void node_registersItselfWithItsLease() {
    eventually(
        none ->
            assertThat(
                    client
                        .get(ResourceType.LEASES, ObjectKey.of("kube-node-lease", NODE))
                        .text("spec", "holderIdentity"))
                .isEqualTo(NODE));
    KubeObject node = client.get(ResourceType.NODES, ObjectKey.cluster(NODE));
    assertThat(node.labels()).containsEntry("topology.kubernetes.io/zone", "zone-a");
  }
}

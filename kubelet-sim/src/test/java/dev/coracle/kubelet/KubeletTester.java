// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.kubelet.image.ImageRegistry;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.process.HttpExchange;
import dev.coracle.program.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One node over a real API server, in virtual time. */
public final class KubeletTester implements AutoCloseable {

  static final String NODE = "node-1";

  public final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  final RecordingPodNetwork network = new RecordingPodNetwork();
  public final ImageRegistry images = new ImageRegistry();
  final KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();
  final Kubelets kubelets;
  private final LateClient late;

  /** How often somebody has needed the certificate of the cluster. */
  final AtomicInteger certificatesMade = new AtomicInteger();

  private String certificate() {
    return "certificate " + certificatesMade.incrementAndGet();
  }

  public KubeletTester() {
    this(KubeletOptions.of("cluster.local", List.of("10.96.0.10")));
  }

  KubeletTester(KubeletOptions options) {
    this(options, Duration.ZERO);
  }

  /** A node that hears of changes as much later. */
  KubeletTester(Duration lateness) {
    this(KubeletOptions.of("cluster.local", List.of("10.96.0.10")), lateness);
  }

  private KubeletTester(KubeletOptions options, Duration lateness) {
    KubeletOptions own =
        options.withCredentials(
            this::certificate, (pod, audience, expires) -> "token of " + pod.name());
    late = new LateClient(client, time, lateness);
    KubeClient its = lateness.isZero() ? client : late;
    kubelets = new Kubelets(its, node -> its, time, network, images, own);
    kubelets.start();
    kubelets.add(NodeSpec.of(NODE, "192.168.0.1", "zone-a"));
    time.settle();
  }

  /** Ends the watches of a node that hears of changes late; what was on its way is lost. */
  void breakWatches() {
    late.breakWatches();
  }

  /** Creates an object from YAML and settles; Pods are bound to this node. */
  public KubeObject apply(String yaml) {
    KubeObject created = create(yaml);
    time.settle();
    return created;
  }

  /** Creates an object from YAML. */
  KubeObject create(String yaml) {
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    ObjectNode json = JsonMapper.shared().valueToTree(tree);
    ResourceType type =
        switch (json.path("kind").asString()) {
          case "Pod" -> ResourceType.PODS;
          case "ConfigMap" -> ResourceType.CONFIG_MAPS;
          case "Secret" -> ResourceType.SECRETS;
          default -> ResourceType.SERVICES;
        };
    Json.objectAt(json, "metadata").put("namespace", "default");
    if (type.equals(ResourceType.PODS)) {
      Json.objectAt(json, "spec").put("nodeName", NODE);
    }
    return client.create(type, KubeObject.of(json));
  }

  KubeObject pod(String name) {
    return client.get(ResourceType.PODS, key(name));
  }

  Optional<KubeObject> find(String name) {
    return client.find(ResourceType.PODS, key(name));
  }

  void delete(String name) {
    client.delete(ResourceType.PODS, key(name));
    time.settle();
  }

  void advance(Duration duration) {
    time.advance(duration);
  }

  static ObjectKey key(String name) {
    return ObjectKey.of("default", name);
  }

  String phase(String name) {
    return pod(name).text("status", "phase");
  }

  /** The condition's status, or empty. */
  String condition(String name, String type) {
    return pod(name)
        .at("status", "conditions")
        .valueStream()
        .filter(c -> c.path("type").asString().equals(type))
        .map(c -> c.path("status").asString())
        .findFirst()
        .orElse("");
  }

  JsonNode container(String name) {
    return pod(name).at("status", "containerStatuses").path(0);
  }

  /** {@code Reason: message} of the events about a Pod, in order. */
  List<String> events(String name) {
    return client.list(ResourceType.EVENTS, ListOptions.inNamespace("default")).items().stream()
        .filter(e -> e.text("involvedObject", "name").equals(name))
        .sorted(java.util.Comparator.comparingLong(e -> Long.parseLong(e.resourceVersion())))
        .map(e -> e.text("reason") + ": " + e.text("message"))
        .toList();
  }

  Response get(String pod, int port, String path) throws IOException {
    try (Socket socket = network.dialFromNode(NODE, address(pod), port, Duration.ofSeconds(1))) {
      return HttpExchange.send(socket, "GET", path, Map.of("Host", pod), new byte[0], 1 << 20);
    }
  }

  String address(String pod) {
    return pod(pod).text("status", "podIP");
  }

  String logs(String pod) throws Exception {
    return logs(pod, false);
  }

  String logs(String pod, boolean previous) throws Exception {
    return logs(pod, previous, false);
  }

  /** Waits for the end of a container that runs now, however slow this machine is; its log. */
  String ended(String pod) throws Exception {
    String log = logs(pod, false, true);
    time.settle();
    return log;
  }

  /** The log of a container of a Pod. */
  String logsOf(String pod, String container) throws Exception {
    return logs(pod, container, false, false);
  }

  private String logs(String pod, boolean previous, boolean follow) throws Exception {
    return logs(pod, "", previous, follow);
  }

  private String logs(String pod, String container, boolean previous, boolean follow)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NodeConnection.LogOptions options =
        new NodeConnection.LogOptions(
            container,
            follow,
            previous,
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());
    kubelets.logs(pod(pod), options, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Runs a command; what it printed, and its exit code in brackets where it is not 0. */
  String exec(String pod, String... command) throws Exception {
    return execIn(pod, "", command);
  }

  String execIn(String pod, String container, String... command) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NodeConnection.ExecOptions options =
        new NodeConnection.ExecOptions(container, List.of(command), false, true, true, false);
    int code =
        kubelets.exec(
            pod(pod), options, new NodeConnection.Streams(InputStream.nullInputStream(), out, out));
    return out.toString(StandardCharsets.UTF_8) + (code == 0 ? "" : "[" + code + "]");
  }

  @Override
  public void close() {
    kubelets.close();
    time.close();
    network.close();
  }
}

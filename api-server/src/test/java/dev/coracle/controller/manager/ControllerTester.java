// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.apiserver.codec.Yaml;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster of an API server, all controllers and a kubelet that runs nothing, in virtual time. All
 * objects of namespaced kinds are in the namespace {@code default}.
 */
public final class ControllerTester implements AutoCloseable {

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final TestKubelet kubelet = new TestKubelet(client, time);
  private final Optional<LateClient.Lateness> lateness;
  private final Function<String, KubeClient> clients;
  private final ControllerOptions options;
  private Controllers controllers;

  public ControllerTester() {
    this(Watches.PROMPT);
  }

  public ControllerTester(Watches watches) {
    this(watches, options -> options);
  }

  /** With controllers that are told something of their cluster. */
  public ControllerTester(Watches watches, UnaryOperator<ControllerOptions> change) {
    this(watches, change, client -> client);
  }

  private ControllerTester(
      Watches watches, UnaryOperator<ControllerOptions> change, UnaryOperator<KubeClient> clients) {
    this.lateness =
        watches == Watches.LATE
            ? Optional.of(new LateClient.Lateness(time, Duration.ofMillis(20)))
            : Optional.empty();
    this.clients = user -> clients.apply(late(server.client(user)));
    options =
        change.apply(ControllerOptions.of(server.kinds(), ApiServerOptions.STANDARD.serviceCidr()));
    controllers = Controllers.start(this.clients, time, options);
    kubelet.start();
    settle();
  }

  private KubeClient late(KubeClient prompt) {
    return lateness.<KubeClient>map(l -> new LateClient(prompt, l)).orElse(prompt);
  }

  /** With controllers that reach the API server through other clients. */
  public static ControllerTester withClients(Watches watches, UnaryOperator<KubeClient> clients) {
    return new ControllerTester(watches, options -> options, clients);
  }

  /** Ends all controllers and starts new ones, which know nothing of what was. */
  public ControllerTester restartControllers() {
    controllers.close();
    controllers = Controllers.start(clients, time, options);
    return settle();
  }

  public VirtualTime time() {
    return time;
  }

  public KubeClient client() {
    return client;
  }

  public Controllers controllers() {
    return controllers;
  }

  public TestKubelet kubelet() {
    return kubelet;
  }

  /** Waits until nothing happens any more. */
  public ControllerTester settle() {
    time.settle();
    lateness.ifPresent(this::awaitWatches);
    return this;
  }

  private void awaitWatches(LateClient.Lateness late) {
    while (late.isUnderway()) {
      // A call that was refused because of what had not been told is repeated after a moment.
      time.advance(late.delay().multipliedBy(5));
    }
  }

  public ControllerTester advance(Duration duration) {
    time.advance(duration);
    return settle();
  }

  /** Adds a ready node of four CPUs and 8 GiB. */
  public ControllerTester addNode(String name) {
    return addNode(name, node -> {});
  }

  /** Adds a ready node of four CPUs and 8 GiB, changed. */
  public ControllerTester addNode(String name, Consumer<ObjectNode> change) {
    KubeObject node = KubeObject.of(NODES, ObjectKey.cluster(name)).edit(change);
    client.create(NODES, node.edit(tree -> fillNodeStatus(tree, node)));
    return settle();
  }

  /** A change that gives a node a label. */
  public static Consumer<ObjectNode> labels(String name, String value) {
    return node -> Json.objectAt(node, "metadata", "labels").put(name, value);
  }

  private static void fillNodeStatus(ObjectNode tree, KubeObject node) {
    ObjectNode status = Json.objectAt(tree, "status");
    ObjectNode amounts = status.putObject("allocatable");
    amounts.put("cpu", "4").put("memory", "8Gi").put("pods", "110");
    node.at("status", "allocatable")
        .properties()
        .forEach(e -> amounts.set(e.getKey(), e.getValue()));
    status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
  }

  /** Creates an object from YAML and waits until nothing happens any more. */
  public KubeObject create(ResourceType type, String yaml) {
    ObjectNode tree = read(yaml);
    ObjectNode metadata = Json.objectAt(tree, "metadata");
    if (type.namespaced() && !metadata.has("namespace")) {
      metadata.put("namespace", "default");
    }
    KubeObject created = client.create(type, KubeObject.of(tree));
    settle();
    return created;
  }

  /** Applies a merge patch in YAML and waits until nothing happens any more. */
  public void patch(ResourceType type, String name, String yaml) {
    client.patch(type, key(type, name), new Patch(Patch.Type.MERGE, read(yaml)));
    settle();
  }

  public void delete(ResourceType type, String name) {
    client.delete(type, key(type, name));
    settle();
  }

  private static ObjectNode read(String yaml) {
    return Json.parseObject(Json.text(Yaml.documents(yaml).get(0)));
  }

  public KubeObject get(ResourceType type, String name) {
    return client.get(type, key(type, name));
  }

  public List<KubeObject> list(ResourceType type) {
    return client.list(type, ListOptions.inNamespace("default")).items();
  }

  public List<KubeObject> pods() {
    return list(PODS);
  }

  /** The messages of the Events with a reason, in the order in which they were made. */
  public List<String> events(String reason) {
    return client.list(EVENTS, ListOptions.ALL).items().stream()
        .filter(e -> e.text("reason").equals(reason))
        .sorted(Comparator.comparingLong(e -> Long.parseLong(e.resourceVersion())))
        .map(e -> e.text("message"))
        .toList();
  }

  private static ObjectKey key(ResourceType type, String name) {
    return type.namespaced() ? ObjectKey.of("default", name) : ObjectKey.cluster(name);
  }

  @Override
  public void close() {
    kubelet.close();
    controllers.close();
    time.close();
  }
}

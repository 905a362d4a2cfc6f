// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The smallest useful object of every kind that is served, against what a kube-apiserver v1.36.0
 * answered when it was created: above all, which empty fields are written and which are left out.
 */
final class RecordedObjectsTest {

  private static final List<String> ADDRESSES = List.of("clusterIP", "clusterIPs");
  private static final List<String> PORTS = List.of("nodePort", "healthCheckNodePort");

  // The recording server ran without the admission of ServiceAccounts.
  private static final List<String> OF_SERVICE_ACCOUNT =
      List.of("serviceAccount", "serviceAccountName", "automountServiceAccountToken");

  /** A request of the recording. */
  record Recorded(String request, ObjectNode body, ObjectNode answer) {

    static Recorded parse(String line) {
      ObjectNode row = Json.parseObject(line);
      return new Recorded(
          Json.textAt(row, "request"), Json.objectAt(row, "body"), Json.objectAt(row, "answer"));
    }

    String namespace() {
      return request.contains("/namespaces/shop/") ? "shop" : "";
    }

    @Override
    public String toString() {
      return request + " " + Json.textAt(body, "metadata", "name");
    }
  }

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();

  static Stream<Recorded> recorded() throws IOException {
    try (InputStream in =
        RecordedObjectsTest.class.getResourceAsStream("/recorded/minimal-objects.jsonl")) {
      return new String(in.readAllBytes(), UTF_8).lines().map(Recorded::parse).toList().stream();
    }
  }

  static Stream<Recorded> served() throws IOException {
    try (VirtualTime time = new VirtualTime(Instant.EPOCH);
        ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time)) {
      return recorded()
          .filter(row -> server.typeOf(KubeObject.of(row.answer())).isPresent())
          .toList()
          .stream();
    }
  }

  @BeforeEach
  void makeNamespace() {
    client.create(
        ResourceType.NAMESPACES, KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster("shop")));
    client.create(
        ResourceType.SERVICE_ACCOUNTS,
        KubeObject.of(ResourceType.SERVICE_ACCOUNTS, ObjectKey.of("shop", "tester")));
  }

  @AfterEach
  void stop() {
    server.close();
    time.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void smallestObject_isAnsweredAsRecorded(Recorded recorded) {
    KubeObject created = create(recorded, recorded.body());

    assertThat(text(created.tree())).isEqualTo(text(recorded.answer()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void objectWithAllItsEmptyFields_isTheSame(Recorded recorded) {
    KubeObject created = create(recorded, withoutAllocations(recorded.answer().deepCopy()));

    assertThat(text(created.tree())).isEqualTo(text(recorded.answer()));
  }

  private KubeObject create(Recorded recorded, ObjectNode body) {
    KubeObject object = KubeObject.of(body.deepCopy());
    if (object.kind().equals("Pod")) {
      object = object.edit(RecordedObjectsTest::withoutToken);
    }
    if (!recorded.namespace().isEmpty()) {
      object = object.edit(tree -> Json.objectAt(tree, "metadata").put("namespace", "shop"));
    }
    return client.create(server.typeOf(object).orElseThrow(), object);
  }

  private static void withoutToken(ObjectNode pod) {
    Json.objectAt(pod, "spec")
        .put("serviceAccountName", "tester")
        .put("automountServiceAccountToken", false);
  }

  private static ObjectNode withoutAllocations(ObjectNode object) {
    if (object.get("spec") instanceof ObjectNode spec) {
      if (!Json.textAt(spec, "clusterIP").equals("None")) {
        spec.remove(ADDRESSES);
      }
      spec.remove(PORTS);
      if (spec.get("ports") instanceof ArrayNode ports) {
        ports.forEach(port -> ((ObjectNode) port).remove(PORTS));
      }
    }
    Json.objectAt(object, "metadata").remove("generation");
    return object;
  }

  /** What is allocated is masked, the order of members is none of the matter. */
  private static String text(JsonNode object) {
    ObjectNode copy = (ObjectNode) Json.parse(Json.bytes(object));
    Json.objectAt(copy, "metadata")
        .remove(List.of("uid", "resourceVersion", "managedFields", "creationTimestamp"));
    if (copy.get("spec") instanceof ObjectNode spec) {
      spec.remove(OF_SERVICE_ACCOUNT);
    }
    return sorted(copy).toPrettyString();
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode result = Json.object();
      TreeMap<String, JsonNode> members = new TreeMap<>();
      object.forEachEntry(members::put);
      members.forEach((name, value) -> result.set(name, masked(name, value)));
      return result;
    }
    ArrayNode result = Json.array();
    if (node instanceof ArrayNode) {
      node.forEach(element -> result.add(sorted(element)));
      return result;
    }
    return node;
  }

  private static JsonNode masked(String name, JsonNode value) {
    boolean allocated =
        ADDRESSES.contains(name) && value.toString().contains("10.") || PORTS.contains(name);
    return allocated ? Json.parse("\"<allocated>\"") : sorted(value);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.SystemTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents with a value of every JSON type where it does not belong: whatever is wrong with them,
 * the client is told so, and nothing breaks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedInputTest {

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"Bad_Chars!/x y\"",
          "[]",
          "[1]",
          "[[]]",
          "[{}]",
          "{}",
          "{\"x\":1}",
          "{\"\":{}}");

  /** What is read of every document before it is known what else it holds. */
  private static final List<String> ENVELOPE =
      List.of("/kind", "/apiVersion", "/metadata", "/metadata/name", "/metadata/resourceVersion");

  private static final List<String> METADATA =
      List.of(
          "/kind",
          "/apiVersion",
          "/metadata",
          "/metadata/name",
          "/metadata/generateName",
          "/metadata/namespace",
          "/metadata/selfLink",
          "/metadata/uid",
          "/metadata/resourceVersion",
          "/metadata/generation",
          "/metadata/creationTimestamp",
          "/metadata/deletionTimestamp",
          "/metadata/deletionGracePeriodSeconds",
          "/metadata/labels",
          "/metadata/labels/x",
          "/metadata/annotations",
          "/metadata/annotations/x",
          "/metadata/ownerReferences",
          "/metadata/ownerReferences/0",
          "/metadata/ownerReferences/0/uid",
          "/metadata/ownerReferences/0/controller",
          "/metadata/finalizers",
          "/metadata/finalizers/0",
          "/metadata/managedFields",
          "/metadata/managedFields/0",
          "/metadata/managedFields/0/fieldsV1");

  /** What the real server answers with a 500 as well, in its words. */
  private static final Pattern ALSO_REAL =
      Pattern.compile(
          "resourceVersion should not be set on objects to be created"
              + "|map: .* does not contain declared merge key: .*"
              + "|strconv.ParseUint: parsing .*: invalid syntax");

  private static final String CONFIG_MAP =
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\","
          + "\"namespace\":\"default\"},\"data\":{\"k\":\"v\"}}";

  private static final String DEPLOYMENT =
      "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"a\","
          + "\"namespace\":\"default\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":"
          + "{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":"
          + "{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";

  private static final String POD =
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"namespace\":"
          + "\"default\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";

  private static final String SCALE =
      "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"a\","
          + "\"namespace\":\"default\"},\"spec\":{\"replicas\":1}}";

  private static final String BINDING =
      "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"a\"},\"target\":"
          + "{\"kind\":\"Node\",\"name\":\"n1\"}}";

  private static final String EVICTION =
      "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"a\"},"
          + "\"deleteOptions\":{}}";

  private static final String EVENT =
      "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\","
          + "\"namespace\":\"default\"},\"note\":\"n\",\"type\":\"Normal\",\"reason\":\"R\","
          + "\"action\":\"A\",\"eventTime\":\"2026-01-01T00:00:00.000000Z\","
          + "\"reportingController\":\"a.io/b\",\"reportingInstance\":\"b\",\"regarding\":{}}";

  private static final String OPTIONS =
      "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"dryRun\":[\"All\"]}";

  private static final String NAMESPACE =
      "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"},"
          + "\"spec\":{\"finalizers\":[\"kubernetes\"]}}";

  /** A request whose body is spoiled at many places, one after the other. */
  record Case(String name, String method, String path, String type, String body, List<String> at) {

    static Case of(String name, String method, String path, String body, String... more) {
      return new Case(
          name,
          method,
          path,
          "application/json",
          body,
          Stream.concat(METADATA.stream(), Stream.of(more)).toList());
    }

    /** The same case with the envelope and its own places alone. */
    Case own() {
      Stream<String> own = at.stream().skip(METADATA.size());
      return new Case(
          name, method, path, type, body, Stream.concat(ENVELOPE.stream(), own).toList());
    }

    /** The same changes as a patch. */
    Case patched(String kind) {
      return new Case(
          name + " by " + kind + " patch",
          "PATCH",
          path,
          "application/" + kind + "-patch+json",
          "{}",
          at);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    String core = "/api/v1/namespaces/default/";
    Case map =
        Case.of(
            "update", "PUT", core + "configmaps/a", CONFIG_MAP, "/data", "/data/k", "/immutable");
    String deployments = "/apis/apps/v1/namespaces/default/deployments/a";
    Case status = Case.of("status", "PUT", deployments + "/status", DEPLOYMENT, "/status", "/spec");
    Case scale = Case.of("scale", "PUT", deployments + "/scale", SCALE, "/spec", "/spec/replicas");
    Case pod = Case.of("Pod", "PUT", core + "pods/a", POD, "/spec", "/spec/containers");
    return Stream.of(
        Case.of("create", "POST", core + "configmaps?dryRun=All", CONFIG_MAP, "/data", "/data/k"),
        Case.of(
                "create Pod",
                "POST",
                core + "pods?dryRun=All",
                POD,
                "/spec",
                "/spec/containers",
                "/spec/containers/0",
                "/spec/volumes",
                "/spec/priority",
                "/spec/preemptionPolicy",
                "/spec/serviceAccountName",
                "/spec/nodeSelector",
                "/spec/affinity")
            .own(),
        Case.of(
                "create Deployment",
                "POST",
                "/apis/apps/v1/namespaces/default/deployments?dryRun=All",
                DEPLOYMENT,
                "/spec",
                "/spec/selector",
                "/spec/template",
                "/spec/strategy",
                "/spec/template/metadata")
            .own(),
        Case.of(
                "create Service",
                "POST",
                core + "services?dryRun=All",
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}",
                "/spec",
                "/spec/ports",
                "/spec/ports/0",
                "/spec/ports/0/targetPort",
                "/spec/clusterIP",
                "/spec/clusterIPs",
                "/spec/selector",
                "/spec/sessionAffinityConfig",
                "/status")
            .own(),
        Case.of(
                "create Event",
                "POST",
                "/apis/events.k8s.io/v1/namespaces/default/events?dryRun=All",
                EVENT,
                "/eventTime",
                "/series",
                "/regarding",
                "/deprecatedSource")
            .own(),
        Case.of(
                "create Namespace",
                "POST",
                "/api/v1/namespaces?dryRun=All",
                NAMESPACE,
                "/spec",
                "/spec/finalizers",
                "/spec/finalizers/0")
            .own(),
        map,
        map.patched("merge"),
        map.patched("strategic-merge"),
        map.patched("json"),
        status,
        status.own().patched("merge"),
        status.patched("strategic-merge"),
        status.own().patched("json"),
        scale,
        scale.own().patched("merge"),
        scale.patched("strategic-merge"),
        scale.own().patched("json"),
        pod.own(),
        pod.own().patched("strategic-merge"),
        pod.own().patched("json"),
        Case.of(
                "finalize",
                "PUT",
                "/api/v1/namespaces/shop/finalize?dryRun=All",
                NAMESPACE,
                "/spec",
                "/spec/finalizers",
                "/spec/finalizers/0",
                "/status")
            .own(),
        Case.of(
                "binding",
                "POST",
                core + "pods/a/binding?dryRun=All",
                BINDING,
                "/target",
                "/target/name",
                "/target/kind")
            .own(),
        Case.of(
                "eviction",
                "POST",
                core + "pods/a/eviction?dryRun=All",
                EVICTION,
                "/deleteOptions",
                "/deleteOptions/dryRun",
                "/deleteOptions/propagationPolicy",
                "/deleteOptions/gracePeriodSeconds",
                "/deleteOptions/preconditions",
                "/deleteOptions/preconditions/uid")
            .own(),
        Case.of(
                "delete",
                "DELETE",
                core + "configmaps/a",
                OPTIONS,
                "/dryRun/1",
                "/gracePeriodSeconds",
                "/preconditions",
                "/preconditions/uid",
                "/preconditions/resourceVersion",
                "/propagationPolicy",
                "/orphanDependents")
            .own(),
        Case.of(
                "delete all",
                "DELETE",
                core + "configmaps",
                OPTIONS,
                "/gracePeriodSeconds",
                "/preconditions",
                "/propagationPolicy")
            .own());
  }

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final HttpClient http = HttpClient.newHttpClient();
  private String url = "";

  @BeforeAll
  void prepare() {
    url = server.httpUrl().toString();
    client.create(ResourceType.CONFIG_MAPS, KubeObject.parse(CONFIG_MAP));
    client.create(ResourceType.DEPLOYMENTS, KubeObject.parse(DEPLOYMENT));
    client.create(ResourceType.PODS, KubeObject.parse(POD));
    client.create(ResourceType.NAMESPACES, KubeObject.parse(NAMESPACE));
  }

  @AfterAll
  void stop() {
    server.close();
    time.close();
  }

  /** The bodies of a case: each with one value in one place, as far as there is such a place. */
  private static List<String> bodies(Case input) {
    List<String> bodies = new ArrayList<>(VALUES);
    for (String at : input.at()) {
      for (String value : VALUES) {
        bodies.add(
            input.type().equals("application/json-patch+json")
                ? operations(at, value)
                : spoiled(input.body(), at, value));
      }
    }
    return bodies;
  }

  private static String operations(String at, String value) {
    return "[{\"op\":\"add\",\"path\":\"%s\",\"value\":%s}]".formatted(at, value);
  }

  /** Written as text, as no tree holds every number. */
  private static String spoiled(String body, String at, String value) {
    ObjectNode tree = Json.parseObject(body);
    String[] steps = at.substring(1).split("/");
    JsonNode holder = tree;
    for (int i = 0; i < steps.length - 1; i++) {
      holder = step(holder, steps[i], steps[i + 1].matches("\\d+"));
    }
    String last = steps[steps.length - 1];
    if (holder instanceof ArrayNode array) {
      array.insert(Math.min(array.size(), Integer.parseInt(last)), "@here");
    } else {
      ((ObjectNode) holder).put(last, "@here");
    }
    return Json.text(tree).replace("\"@here\"", value);
  }

  private static JsonNode step(JsonNode holder, String name, boolean list) {
    if (holder instanceof ArrayNode array) {
      return array.isEmpty() ? array.addObject() : array.get(0);
    }
    ObjectNode object = (ObjectNode) holder;
    if (object.path(name).isContainer()) {
      return object.path(name);
    }
    return list ? object.putArray(name) : object.putObject(name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void spoiledBody_isTheClientsFaultOverHttp(Case input) throws Exception {
    List<String> broken = new ArrayList<>();
    for (String body : bodies(input)) {
      HttpResponse<String> answer = send(input, body);
      if (answer.statusCode() >= 500 && !isReal(answer.body())) {
        broken.add(body + " → " + answer.body());
      }
    }

    assertThat(broken).isEmpty();
  }

  private HttpResponse<String> send(Case input, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + input.path()))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + server.adminToken())
            .header("Content-Type", input.type())
            .method(input.method(), BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static boolean isReal(String status) {
    return ALSO_REAL.matcher(Json.parse(status).path("message").asString("")).matches();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void spoiledBody_isTheCallersFaultInProcess(Case input) {
    List<String> broken = new ArrayList<>();
    for (String body : bodies(input)) {
      parsed(body)
          .flatMap(tree -> breaks(input, tree))
          .ifPresent(how -> broken.add(body + " → " + how));
    }

    assertThat(broken).isEmpty();
  }

  /** What no tree can hold cannot be asked for in this JVM. */
  private static Optional<JsonNode> parsed(String body) {
    try {
      return Optional.of(Json.parse(body));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Optional<String> breaks(Case input, JsonNode body) {
    try {
      call(input, body);
      return Optional.empty();
    } catch (ApiException e) {
      boolean real = ALSO_REAL.matcher(String.valueOf(e.getMessage())).matches();
      return e.code() < 500 || real ? Optional.empty() : Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  private void call(Case input, JsonNode body) {
    String[] parts = input.path().split("\\?")[0].split("/");
    boolean core = parts[1].equals("api");
    boolean namespaced = parts.length > (core ? 5 : 6);
    int at = (core ? 3 : 4) + (namespaced ? 2 : 0);
    if (parts[parts.length - 1].equals("finalize")) {
      at = 3;
    }
    String plural = parts[at];
    ResourceType type =
        server.kinds().now().stream()
            .filter(kind -> kind.plural().equals(plural))
            .findFirst()
            .orElseThrow();
    String name = parts.length > at + 1 ? parts[at + 1] : "";
    String subresource = parts.length > at + 2 ? parts[at + 2] : "";
    ObjectKey key = new ObjectKey(type.namespaced() ? "default" : "", name);
    WriteOptions options = WriteOptions.subresource(subresource).withDryRun();
    if (input.method().equals("PATCH")) {
      client.patch(type, key, new Patch(patchType(input), body), options);
    } else if (body instanceof ObjectNode tree && !input.method().equals("DELETE")) {
      write(input, type, key, KubeObject.of(tree), options);
    }
  }

  private static Patch.Type patchType(Case input) {
    return Stream.of(Patch.Type.values())
        .filter(type -> type.mediaType().equals(input.type()))
        .findFirst()
        .orElseThrow();
  }

  private void write(
      Case input, ResourceType type, ObjectKey key, KubeObject object, WriteOptions options) {
    if (input.method().equals("PUT")) {
      client.update(type, object, options);
    } else if (options.subresource().isEmpty()) {
      client.create(type, object, options);
    } else {
      client.createSubresource(type, key, object, options);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.schema.Conversion;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.MessageTypes;
import dev.coracle.apiserver.schema.StructuralSchema;
import dev.coracle.apiserver.schema.Subresource;
import dev.coracle.controller.manager.ControllerOptions;
import dev.coracle.controller.manager.Controllers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A group that a running cluster is given and loses again: orders in two versions, of which the
 * older one calls the quantity {@code qty}.
 */
class CustomGroupTest {

  private static final String GROUP = "shop.example.com";
  private static final ResourceType OLD = type("v1beta1");
  private static final ResourceType NEW = type("v1");

  private static final String SCHEMA =
      """
      {"type": "object",
       "properties": {
         "spec": {
           "type": "object",
           "properties": {
             "%s": {"type": "integer", "default": 1},
             "note": {"type": "string"}}},
         "status": {"type": "object", "properties": {"phase": {"type": "string"}}}}}
      """;

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final Controllers controllers =
      Controllers.start(
          server::client,
          time,
          ControllerOptions.of(server.kinds(), ApiServerOptions.STANDARD.serviceCidr()));

  @BeforeEach
  void addGroup() {
    time.settle();
    server
        .catalogue()
        .add(List.of(kind(OLD, "qty", new Renamed()), kind(NEW, "quantity", Conversion.IDENTITY)));
    time.settle();
  }

  @AfterEach
  void close() {
    controllers.close();
    server.close();
  }

  private void removeGroup() {
    server.catalogue().remove(GROUP, "v1");
    server.catalogue().remove(GROUP, "v1beta1");
    time.settle();
  }

  private static ResourceType type(String version) {
    return new ResourceType(GROUP, version, "orders", "order", "Order", true);
  }

  private static Kind kind(ResourceType type, String quantity, Conversion conversion) {
    return new Kind(
        type,
        List.of("ord"),
        List.of("all"),
        List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
        List.of(
            new Subresource(
                "status", type.apiVersion(), type.kind(), List.of("get", "patch", "update"))),
        StructuralSchema.of(
            Json.parseObject(SCHEMA.formatted(quantity)), MessageTypes.named("meta.v1.ObjectMeta")),
        new Kind.Stored(NEW, conversion),
        "");
  }

  /** Between {@code qty} and {@code quantity}. */
  private static final class Renamed implements Conversion {

    @Override
    public ObjectNode toStored(ObjectNode object) {
      return renamed(object, "qty", "quantity");
    }

    @Override
    public ObjectNode fromStored(ObjectNode stored) {
      return renamed(stored, "quantity", "qty");
    }

    private static ObjectNode renamed(ObjectNode object, String from, String to) {
      if (object.get("spec") instanceof ObjectNode spec && spec.has(from)) {
        spec.set(to, spec.remove(from));
      }
      return object;
    }
  }

  private static KubeObject order(ResourceType type, String name, String spec) {
    return KubeObject.of(type, new ObjectKey("default", name))
        .edit(order -> order.set("spec", Json.parseObject(spec.replace('\'', '"'))));
  }

  @Test
  void group_isDiscovered() {
    assertThat(get("/apis").findValuesAsString("name")).contains(GROUP);
    assertThat(get("/apis/" + GROUP).findValuesAsString("version")).contains("v1", "v1beta1");
    assertThat(get("/apis/" + GROUP).at("/preferredVersion/version").asString("")).isEqualTo("v1");
    JsonNode resources = get("/apis/" + GROUP + "/v1").path("resources");
    assertThat(resources.valueStream().map(r -> Json.textAt(r, "name")))
        .containsExactly("orders", "orders/status");
  }

  @Test
  void group_isPublished() {
    JsonNode index = get("/openapi/v3").path("paths");

    assertThat(index.has("apis/" + GROUP + "/v1beta1")).isTrue();
    JsonNode schema =
        get("/openapi/v3/apis/" + GROUP + "/v1beta1")
            .at("/components/schemas/com.example.shop.v1beta1.Order");
    assertThat(schema.at("/properties/spec/properties/qty/type").asString("")).isEqualTo("integer");
    assertThat(schema.at("/properties/metadata").isMissingNode()).isFalse();
  }

  @Test
  void object_isStoredOnceAndSeenInBothVersions() {
    client.create(OLD, order(OLD, "a", "{'qty': 2}"));

    KubeObject stored = client.get(NEW, new ObjectKey("default", "a"));
    assertThat(stored.apiVersion()).isEqualTo(GROUP + "/v1");
    assertThat(stored.at("spec")).isEqualTo(Json.parse("{\"quantity\": 2}"));
    KubeObject patched =
        client.patch(OLD, stored.key(), Patch.merge(body -> body.putObject("spec").put("qty", 3)));
    assertThat(patched.at("spec")).isEqualTo(Json.parse("{\"qty\": 3}"));
    assertThat(client.get(NEW, stored.key()).number(0, "spec", "quantity")).isEqualTo(3);
    assertThat(client.list(OLD, ListOptions.ALL).items()).containsExactly(patched);
  }

  @Test
  void object_isPrunedDefaultedAndChecked() {
    KubeObject pruned = client.create(OLD, order(OLD, "a", "{'note': 'n', 'more': 1}"));
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> client.create(OLD, order(OLD, "b", "{'qty': 'many'}")));

    assertThat(pruned.at("spec")).isEqualTo(Json.parse("{\"note\": \"n\", \"qty\": 1}"));
    assertThat(refusal)
        .hasMessage(
            "Order.shop.example.com \"b\" is invalid: spec.qty: Invalid value: \"string\": spec.qty"
                + " in body must be of type integer: \"string\"");
  }

  @Test
  void generationCountsWhatIsNoStatus() {
    KubeObject made = client.create(NEW, order(NEW, "a", "{}"));

    KubeObject changed =
        client.patch(NEW, made.key(), Patch.merge(b -> b.putObject("spec").put("note", "n")));
    KubeObject reported =
        client.patchStatus(
            OLD, made.key(), Patch.merge(b -> b.putObject("status").put("phase", "Open")));

    assertThat(made.generation()).isEqualTo(1);
    assertThat(changed.generation()).isEqualTo(2);
    assertThat(reported.generation()).isEqualTo(2);
    assertThat(reported.text("status", "phase")).isEqualTo("Open");
  }

  @Test
  void watch_seesChangesInItsVersionAndEndsWithTheKind() {
    Watch watch = client.watch(OLD, WatchOptions.following(ListOptions.ALL, version()), () -> {});

    KubeObject made = client.create(NEW, order(NEW, "a", "{'quantity': 4}"));

    assertThat(events(watch))
        .extracting(e -> e.object().number(0, "spec", "qty"))
        .containsExactly(4);
    client.delete(NEW, made.key());
    assertThat(events(watch)).extracting(WatchEvent::type).containsExactly(WatchEvent.Type.DELETED);
    removeGroup();
    assertThat(watch.isOpen()).isFalse();
  }

  private String version() {
    return client.list(NEW, ListOptions.ALL).resourceVersion();
  }

  private static List<WatchEvent> events(Watch watch) {
    List<WatchEvent> events = new ArrayList<>();
    for (Optional<WatchEvent> next = watch.poll(); next.isPresent(); next = watch.poll()) {
      events.add(next.get());
    }
    return events;
  }

  @Test
  void strategicMerge_isRefused() {
    KubeObject made = client.create(NEW, order(NEW, "a", "{}"));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () ->
                client.patch(
                    NEW,
                    made.key(),
                    Patch.strategic(b -> b.putObject("spec")),
                    WriteOptions.OBJECT));

    assertThat(refusal.code()).isEqualTo(415);
  }

  @Test
  void dependents_goWithTheirOwners() {
    KubeObject owner =
        client.create(CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, new ObjectKey("default", "o")));
    KubeObject order = client.create(NEW, ownedBy(owner, order(NEW, "a", "{}")));
    KubeObject below =
        client.create(
            CONFIG_MAPS,
            ownedBy(order, KubeObject.of(CONFIG_MAPS, new ObjectKey("default", "below"))));
    time.settle();

    client.delete(CONFIG_MAPS, owner.key());
    time.settle();

    assertThat(client.find(NEW, order.key())).isEmpty();
    assertThat(client.find(CONFIG_MAPS, below.key())).isEmpty();
  }

  private static KubeObject ownedBy(KubeObject owner, KubeObject dependent) {
    return dependent.edit(
        tree ->
            Json.objectAt(tree, "metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", owner.apiVersion())
                .put("kind", owner.kind())
                .put("name", owner.name())
                .put("uid", owner.uid()));
  }

  @Test
  void namespace_goesWithItsObjects() {
    client.create(NAMESPACES, KubeObject.of(NAMESPACES, ObjectKey.cluster("shop")));
    client.create(OLD, KubeObject.of(OLD, new ObjectKey("shop", "a")));
    time.settle();

    client.delete(NAMESPACES, ObjectKey.cluster("shop"));
    time.advance(Duration.ofSeconds(5));

    assertThat(client.find(NAMESPACES, ObjectKey.cluster("shop"))).isEmpty();
    assertThat(client.list(NEW, ListOptions.ALL).items()).isEmpty();
  }

  @Test
  void removedGroup_isGoneEverywhere() {
    removeGroup();

    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> client.list(NEW, ListOptions.ALL));
    assertThat(refusal.code()).isEqualTo(404);
    assertThat(get("/apis").findValuesAsString("name")).doesNotContain(GROUP);
    assertThat(get("/openapi/v3").path("paths").has("apis/" + GROUP + "/v1")).isFalse();
    assertThat(server.kinds().now()).doesNotContain(NEW, OLD);
  }

  @Test
  void groupThatComesBack_isCollectedAgain() {
    removeGroup();
    addGroup();
    KubeObject owner =
        client.create(CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, new ObjectKey("default", "o")));
    KubeObject order = client.create(NEW, ownedBy(owner, order(NEW, "a", "{}")));

    client.delete(CONFIG_MAPS, owner.key());
    time.settle();

    assertThat(client.find(NEW, order.key())).isEmpty();
  }

  @Test
  void otherClusterInTheSameJvm_hasNoSuchKind() {
    try (ApiServer other = new ApiServer(ApiServerOptions.STANDARD, time)) {
      assertThat(other.kindNames()).doesNotContain("Order");
      assertThat(server.kindNames()).contains("Order");
    }
  }

  private JsonNode get(String path) {
    URI uri = server.httpUrl().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + server.adminToken())
            .header("Accept", "application/json")
            .build();
    try {
      return Json.parse(
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

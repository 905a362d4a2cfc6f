// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.codec.ProtobufWire;
import dev.coracle.apiserver.schema.Conversion;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageTypes;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final OpenApi openApi = OpenApi.of(Kinds.table());

  @Test
  void index_leadsToTheDocuments() {
    JsonNode paths = openApi.index().path("paths");

    assertThat(paths.propertyNames()).contains("api/v1", "apis/apps/v1", "apis/policy/v1");
    assertThat(paths.at("/apis~1apps~1v1/serverRelativeURL").asString())
        .startsWith("/openapi/v3/apis/apps/v1?hash=");
    assertThat(openApi.v3("apis/apps/v2")).isEmpty();
  }

  @Test
  void schema_carriesWhatMergingNeeds() {
    JsonNode podSpec = schemas("api/v1").path("io.k8s.api.core.v1.PodSpec");

    assertThat(podSpec.at("/properties/containers"))
        .isEqualTo(
            JSON.readTree(
                """
                {"type":"array",
                 "items":{"allOf":[{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"}]},
                 "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                 "x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"}
                """));
    assertThat(podSpec.path("required")).hasToString("[\"containers\"]");
  }

  @Test
  void kind_isMarkedOnItsSchema() {
    assertThat(
            schemas("apis/apps/v1")
                .at("/io.k8s.api.apps.v1.Deployment/x-kubernetes-group-version-kind"))
        .hasToString("[{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}]");
  }

  /** kubectl reads there whether it may leave the checking of a List to the server. */
  @Test
  void protobuf_tellsThatNamespacesTakeFieldValidation() {
    byte[] document = openApi.v2Protobuf();

    byte[] path = named(only(document, 8), 2, "/api/v1/namespaces/{name}");
    byte[] patch = only(path, 8);
    List<String> queries = new ArrayList<>();
    for (byte[] item : all(patch, 8)) {
      for (byte[] plain : all(only(item, 1), 2)) {
        queries.add(text(only(only(plain, 3), 4)));
      }
    }
    byte[] kind = named(patch, 13, "x-kubernetes-group-version-kind");

    assertThat(queries).contains("dryRun", "fieldManager", "fieldValidation", "force");
    assertThat(JSON.readTree(text(only(kind, 2))))
        .hasToString("{\"group\":\"\",\"kind\":\"Namespace\",\"version\":\"v1\"}");
  }

  @Test
  void protobuf_hasTheDefinitions() {
    byte[] definitions = only(openApi.v2Protobuf(), 9);

    byte[] spec = named(definitions, 1, "io.k8s.api.core.v1.PodSpec");
    byte[] containers = named(only(spec, 25), 1, "containers");

    assertThat(text(only(spec, 19))).isEqualTo("containers");
    assertThat(text(only(only(containers, 22), 1))).isEqualTo("array");
    assertThat(text(only(only(only(containers, 23), 1), 1)))
        .isEqualTo("#/definitions/io.k8s.api.core.v1.Container");
  }

  /** The values of a field of a message, all of which are texts or messages. */
  private static List<byte[]> all(byte[] message, int field) {
    ProtobufWire wire = new ProtobufWire(message, 0, message.length);
    List<byte[]> values = new ArrayList<>();
    while (wire.next()) {
      if (wire.field() == field) {
        values.add(wire.bytes());
      } else {
        wire.skip();
      }
    }
    return values;
  }

  private static byte[] only(byte[] message, int field) {
    List<byte[]> values = all(message, field);
    assertThat(values).hasSize(1);
    return values.get(0);
  }

  /** The value of a name among those of a field. */
  private static byte[] named(byte[] message, int field, String name) {
    return all(message, field).stream()
        .filter(entry -> text(only(entry, 1)).equals(name))
        .map(entry -> only(entry, 2))
        .findFirst()
        .orElseThrow();
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  @Test
  void patch_takesFieldValidationAndStrategicMerge() {
    JsonNode patch =
        openApi
            .v3("apis/apps/v1")
            .orElseThrow()
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .path("patch");

    assertThat(patch.path("parameters").valueStream().map(p -> p.path("name").asString()))
        .contains("fieldValidation", "dryRun", "force");
    assertThat(patch.at("/requestBody/content").propertyNames())
        .contains("application/strategic-merge-patch+json");
    assertThat(patch.path("x-kubernetes-group-version-kind"))
        .hasToString("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/v1", "apis/apps/v1", "apis/networking.k8s.io/v1", "v2"})
  void everyReference_leadsSomewhere(String place) {
    JsonNode document = place.equals("v2") ? openApi.v2() : openApi.v3(place).orElseThrow();

    assertThat(document.findValues("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse());
  }

  @Test
  void kindOfADefinition_isPublishedAsItsDocument() {
    ResourceType type = new ResourceType("example.com", "v1", "tests", "test", "Test", true);
    ObjectNode document = Json.parseObject("{\"x-kubernetes-preserve-unknown-fields\": true}");
    Kind custom =
        new Kind(
            type,
            List.of(),
            List.of(),
            List.of("get"),
            List.of(),
            StructuralSchema.of(document, MessageTypes.named("meta.v1.ObjectMeta")),
            new Kind.Stored(type, Conversion.IDENTITY),
            "");

    JsonNode schema =
        OpenApi.of(Kinds.table().with(List.of(custom)))
            .v3("apis/example.com/v1")
            .orElseThrow()
            .at("/components/schemas/com.example.v1.Test");

    assertThat(schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()).isTrue();
    assertThat(schema.at("/properties/metadata/allOf/0/$ref").asString("")).endsWith("ObjectMeta");
  }

  private JsonNode schemas(String place) {
    return openApi.v3(place).orElseThrow().at("/components/schemas");
  }
}

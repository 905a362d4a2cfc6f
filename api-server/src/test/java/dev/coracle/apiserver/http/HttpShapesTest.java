// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.codec.Yaml;
import dev.coracle.apiserver.http.HttpTester.Answer;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class HttpShapesTest {

  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final String PARTIAL =
      "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
  private static final String PARTIAL_LIST =
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @BeforeEach
  void fill() {
    http.createConfigMap("a", "x");
    http.createConfigMap("b", "x");
    time.advance(Duration.ofMinutes(5));
  }

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  @Test
  void itemsOfAList_doNotSayTheirKind() {
    JsonNode list = http.get(HttpTester.CONFIG_MAPS).json();

    assertThat(list.path("kind").asString()).isEqualTo("ConfigMapList");
    assertThat(list.path("items"))
        .hasSize(2)
        .allSatisfy(
            item -> assertThat(item.propertyNames()).containsExactlyInAnyOrder("metadata", "data"));
  }

  @Test
  void tableOfAList_hasARowForEachObject() {
    JsonNode table = http.get(CONFIG_MAPS, "Accept", TABLE).json();

    assertThat(table.path("kind").asString()).isEqualTo("Table");
    assertThat(table.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1");
    assertThat(table.path("columnDefinitions").findValuesAsString("name"))
        .containsExactly("Name", "Data", "Age");
    assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"a\",1,\"5m\"]");
    assertThat(table.at("/rows/1/object/kind").asString()).isEqualTo("PartialObjectMetadata");
    assertThat(table.at("/rows/1/object/metadata/name").asString()).isEqualTo("b");
    assertThat(table.at("/metadata/resourceVersion").asString()).isNotEmpty();
  }

  @Test
  void tableOfEvents_isTheSameInBothGroups() {
    http.send(
        "POST",
        "/api/v1/namespaces/default/events",
        """
        {"metadata":{"name":"e"},"type":"Normal","reason":"Made","message":"it is",
        "involvedObject":{"kind":"Pod","name":"p","namespace":"default"}}
        """);

    JsonNode core = http.get("/api/v1/events", "Accept", TABLE).json();
    JsonNode newer = http.get("/apis/events.k8s.io/v1/events", "Accept", TABLE).json();

    assertThat(newer.at("/rows/0/cells")).contains(Json.parse("\"pod/p\""));
    assertThat(newer.at("/rows/0/cells")).isEqualTo(core.at("/rows/0/cells"));
    assertThat(newer.path("columnDefinitions")).isEqualTo(core.path("columnDefinitions"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"None, ''", "Metadata, PartialObjectMetadata", "Object, ConfigMap"})
  void rowsOfATable_carryWhatWasAskedFor(String include, String kind) {
    JsonNode table = http.get(CONFIG_MAPS + "/a?includeObject=" + include, "Accept", TABLE).json();

    assertThat(table.path("rows")).hasSize(1);
    assertThat(table.at("/rows/0/object/kind").asString("")).isEqualTo(kind);
  }

  @Test
  void partialObjects_haveOnlyTheirMetadata() {
    JsonNode list = http.get(CONFIG_MAPS, "Accept", PARTIAL_LIST).json();
    JsonNode one = http.get(CONFIG_MAPS + "/a", "Accept", PARTIAL).json();

    assertThat(list.path("kind").asString()).isEqualTo("PartialObjectMetadataList");
    assertThat(list.path("items").findValuesAsString("kind")).containsOnly("PartialObjectMetadata");
    assertThat(list.path("items").findValues("data")).isEmpty();
    assertThat(one.propertyNames()).containsExactly("kind", "apiVersion", "metadata");
    assertThat(one.at("/metadata/name").asString()).isEqualTo("a");
  }

  @Test
  void partialObjectsOfNothing_areNoList() {
    JsonNode list = http.get("/api/v1/secrets", "Accept", PARTIAL_LIST).json();

    assertThat(list.path("items").isNull()).isTrue();
  }

  @Test
  void oneObjectIsNoList_andAListIsNoObject() {
    Answer list = http.get("/apis/networking.k8s.io/v1/ingresses", "Accept", PARTIAL);
    Answer one = http.get(CONFIG_MAPS + "/a", "Accept", PARTIAL_LIST);
    Answer watch = http.get(CONFIG_MAPS + "?watch=1", "Accept", PARTIAL_LIST);

    assertThat(list.code()).isEqualTo(406);
    assertThat(list.message())
        .isEqualTo(
            "you requested PartialObjectMetadata, but the requested object is a list"
                + " (*networking.IngressList)");
    assertThat(one.code()).isEqualTo(406);
    assertThat(one.message())
        .isEqualTo(
            "you requested PartialObjectMetadataList, but the requested object is not a list"
                + " (*core.ConfigMap)");
    assertThat(watch.code()).isEqualTo(406);
  }

  @Test
  void columnsOfTables_sayWhatTheyShow() {
    List<String> mute = new ArrayList<>();
    for (Kind kind : Kinds.table().all()) {
      if (kind.verbs().contains("list")) {
        String version = kind.type().apiVersion();
        String path = (version.contains("/") ? "/apis/" : "/api/") + version + "/";
        JsonNode table = http.get(path + kind.type().plural(), "Accept", TABLE).json();
        for (JsonNode column : table.path("columnDefinitions")) {
          if (column.path("description").asString().isEmpty()) {
            mute.add(kind.type().plural() + " " + column.path("name").asString());
          }
        }
      }
    }

    assertThat(mute).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json;as=Table;v=v1;g=meta.k8s.io                 | Table
          application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io | PartialObjectMetadata
          application/json                                             | ConfigMap
          """)
  void eventsOfAWatch_haveTheShapeAskedFor(String accept, String kind) throws Exception {
    try (ChunkedReader reader =
        new ChunkedReader(http.raw("GET", CONFIG_MAPS + "?watch=1", "Accept: " + accept))) {
      JsonNode event = reader.event();

      assertThat(event.path("type").asString()).isEqualTo("ADDED");
      assertThat(event.at("/object/kind").asString()).isEqualTo(kind);
    }
  }

  @Test
  void tablesOfAWatch_haveHeadingsOnce() throws Exception {
    try (ChunkedReader reader =
        new ChunkedReader(http.raw("GET", CONFIG_MAPS + "?watch=1", "Accept: " + TABLE))) {
      JsonNode first = reader.event();
      JsonNode second = reader.event();

      assertThat(first.at("/object/columnDefinitions")).hasSize(3);
      assertThat(second.at("/object/columnDefinitions").isNull()).isTrue();
      assertThat(second.at("/object/rows/0/cells/0").asString()).isEqualTo("b");
    }
  }

  @Test
  void refusal_isAStatusInEveryShape() {
    Answer answer = http.get(CONFIG_MAPS + "/none", "Accept", TABLE + "," + PARTIAL);

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.json().path("kind").asString()).isEqualTo("Status");
  }

  @Test
  void yamlAnswer_saysTheSameAsJson() {
    http.createConfigMap("odd", "yes: \"no\"\n- 1: ~\n#");
    Answer yaml = http.get(CONFIG_MAPS + "/odd", "Accept", "application/yaml");
    Answer json = http.get(CONFIG_MAPS + "/odd");

    assertThat(yaml.header("content-type")).isEqualTo("application/yaml");
    assertThat(yaml.text()).contains("kind: ConfigMap\n");
    assertThat(Yaml.documents(yaml.text())).containsExactly(json.json());
  }

  @Test
  void deletionAskedForInYaml_isAnsweredInYaml() {
    Answer answer = http.send("DELETE", CONFIG_MAPS + "/a", "", "Accept", "application/yaml");

    assertThat(answer.header("content-type")).isEqualTo("application/yaml");
    assertThat(answer.text()).contains("status: Success\n");
  }
}

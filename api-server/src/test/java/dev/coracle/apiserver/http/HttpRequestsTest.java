// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestsTest {

  private static final String JSON = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  @Test
  void objectOfAnotherNamespaceOrName_isRefused() {
    Answer namespace =
        http.send("POST", CONFIG_MAPS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}");
    Answer name = http.send("PUT", CONFIG_MAPS + "/b", JSON);

    assertThat(namespace.code()).isEqualTo(400);
    assertThat(namespace.message())
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
    assertThat(name.message())
        .isEqualTo("the name of the object (a) does not match the name on the URL (b)");
  }

  // Bodies.

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          application/json | {"metadata":             | the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input
          application/json | [1]                      | json: cannot unmarshal array into Go value
          application/json | {"data":{"k":1}}         | ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string
          application/json | {"kind":"Pod"}           | cannot be handled as a ConfigMap
          application/json | {"apiVersion":"v9"}      | v9
          application/yaml | {a: [                    | yaml
          application/vnd.kubernetes.protobuf | {}    | provided data does not appear to be a protobuf message
          """)
  void bodyThatCannotBeRead_isABadRequest(String type, String body, String message) {
    Answer answer = http.send("POST", CONFIG_MAPS, body, "Content-Type", type);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.json().path("reason").asString()).isEqualTo("BadRequest");
    assertThat(answer.message()).contains(message);
  }

  @Test
  void brokenUtf8_isReplacedInJsonAndRefusedInYaml() {
    byte[] json =
        "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\u00e9\"}}".getBytes(ISO_8859_1);
    byte[] yaml = "metadata: {name: b}\ndata: {k: \u00e9}".getBytes(ISO_8859_1);

    Answer replaced = HttpTester.send(post(json, "application/json"));
    Answer refused = HttpTester.send(post(yaml, "application/yaml"));

    assertThat(replaced.json().at("/data/k").asString()).isEqualTo("\ufffd");
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message())
        .contains("error converting YAML to JSON: yaml: invalid leading UTF-8 octet");
  }

  private HttpRequest post(byte[] body, String type) {
    return http.request(CONFIG_MAPS)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json | [ | Document nesting depth (501) exceeds the maximum allowed
          application/yaml | [ | yaml: exceeded max depth of 500
          application/yaml | {a: | yaml: exceeded max depth of 500
          """)
  void bodyNestedTooDeeply_isABadRequest(String type, String opening, String message) {
    String body = "{\"data\": " + opening.repeat(20_000);

    Answer answer = http.send("POST", CONFIG_MAPS, body, "Content-Type", type);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).contains("must be of type ConfigMap").contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "merge-patch+json, error decoding patch: unexpected end of JSON input",
    "strategic-merge-patch+json, unexpected end of JSON input",
    "json-patch+json, error decoding patch: unexpected end of JSON input"
  })
  void malformedPatch_isRefusedInTheWordsOfTheRealServer(String form, String words) {
    Answer answer =
        http.send("PATCH", CONFIG_MAPS + "/a", "{", "Content-Type", "application/" + form);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo(words);
  }

  @Test
  void yamlBody_isReadAsTheObject() {
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a}
        data:
          text: |
            one
            two
        """;

    Answer answer = http.send("POST", CONFIG_MAPS, yaml, "Content-Type", "application/yaml");

    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.json().at("/data/text").asString()).isEqualTo("one\ntwo\n");
  }

  @Test
  void protobufBody_isReadAsTheObject() {
    byte[] secret =
        Base64.getDecoder()
            .decode(
                "azhzAAoMCgJ2MRIGU2VjcmV0EjQKJAoBc4oBHgoBbSIICIDiz6oGEAU6DwoNeyJmOmRhdGEiOnt9fRIICgFrEgMBAv8aACgAGgAiAA==");
    HttpRequest request =
        http.request("/api/v1/namespaces/default/secrets")
            .header("Content-Type", "application/vnd.kubernetes.protobuf")
            .header("Accept", "application/vnd.kubernetes.protobuf,application/json")
            .POST(BodyPublishers.ofByteArray(secret))
            .build();

    Answer answer = HttpTester.send(request);

    assertThat(answer.text()).contains("\"name\":\"s\"").contains("\"k\":\"AQL/\"");
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
  }

  @Test
  void bodyOfAnUnknownType_isUnsupported() {
    Answer create = http.send("POST", CONFIG_MAPS, JSON, "Content-Type", "text/plain");
    Answer patch = http.send("PATCH", CONFIG_MAPS + "/a", "{}", "Content-Type", "application/json");
    Answer delete = http.send("DELETE", CONFIG_MAPS + "/a", "{}", "Content-Type", "text/plain");
    Answer empty = http.send("POST", CONFIG_MAPS, JSON, "Content-Type", ";;");

    assertThat(create.code()).isEqualTo(415);
    assertThat(create.json().path("reason").asString()).isEqualTo("UnsupportedMediaType");
    assertThat(patch.code()).isEqualTo(415);
    assertThat(delete.code()).isEqualTo(415);
    assertThat(empty.code()).isEqualTo(415);
  }

  @Test
  void refusalBeforeTheBody_endsTheConnectionAndSaysSo() throws Exception {
    try (Socket early =
        http.raw("PUT", CONFIG_MAPS, "Content-Type: text/plain", "Content-Length: 5")) {
      String answer = new String(early.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer)
          .startsWith("HTTP/1.1 405")
          .containsIgnoringCase("\r\nConnection: close\r\n");
    }
  }

  @Test
  void refusalAfterTheBody_keepsTheConnection() {
    Answer answer = http.send("POST", CONFIG_MAPS, "{", "Content-Type", "application/json");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.header("Connection")).isEmpty();
  }

  @Test
  void serverSideApply_isRefusedByName() {
    Answer answer =
        http.send(
            "PATCH", CONFIG_MAPS + "/a", JSON, "Content-Type", "application/apply-patch+yaml");

    assertThat(answer.code()).isEqualTo(415);
    assertThat(answer.message()).contains("server-side apply is not implemented");
  }

  @Test
  void bodyOfMoreThanThreeMebibytes_isTooLarge() {
    String body = "{\"data\":{\"x\":\"" + "x".repeat(3 << 20) + "\"}}";

    Answer answer = http.send("POST", CONFIG_MAPS, body);

    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.json().path("reason").asString()).isEqualTo("RequestEntityTooLarge");
    assertThat(answer.message()).isEqualTo("Request entity too large: limit is 3145728");
  }

  // The form of answers.

  @Test
  void unacceptableAnswer_isRefusedBeforeAnythingIsDone() {
    Answer answer = http.send("POST", CONFIG_MAPS, JSON, "Accept", "text/html");

    assertThat(answer.code()).isEqualTo(406);
    assertThat(answer.json().path("reason").asString()).isEqualTo("NotAcceptable");
    assertThat(http.client().find(ResourceType.CONFIG_MAPS, ObjectKey.of("default", "a")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json, */*",
        "*/*",
        "application/*;q=0.8",
        "text/html,application/json;q=0.9",
        "application/vnd.kubernetes.protobuf,application/json",
        "application/json;as=Table;v=v9;g=meta.k8s.io,application/json"
      })
  void acceptableAnswer_isJson(String accept) {
    Answer answer = http.get(CONFIG_MAPS, "Accept", accept);

    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.json().path("kind").asString()).isEqualTo("ConfigMapList");
  }

  // Users.

  @Test
  void unknownToken_isUnauthorized() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + CONFIG_MAPS))
            .header("Authorization", "Bearer wrong")
            .build();

    Answer answer = HttpTester.send(request);

    assertThat(answer.code()).isEqualTo(401);
    assertThat(answer.json().path("reason").asString()).isEqualTo("Unauthorized");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /api/v1/namespaces/default/pods   | 403 | pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"
          /apis/apps/v1/deployments         | 403 | deployments.apps is forbidden: User "system:anonymous" cannot list resource "deployments" in API group "apps" at the cluster scope
          /apis                             | 403 | forbidden: User "system:anonymous" cannot get path "/apis"
          /version                          | 200 | ``
          /healthz                          | 200 | ``
          /readyz/ping                      | 200 | ``
          """)
  void nobodyInParticular_seesOnlyHealthAndVersion(String path, int code, String message) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + path)).build();

    Answer answer = HttpTester.send(request);

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.text()).contains(message.replace("\"", "\\\""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"jane, 200", "system:anonymous, 403"})
  void administrator_mayActAsSomebodyElse(String name, int code) {
    Answer answer = http.get(CONFIG_MAPS, "Impersonate-User", name, "Impersonate-Group", "devs");

    assertThat(answer.code()).isEqualTo(code);
    assertThat(http.listeners().recentRequests())
        .last()
        .asString()
        .contains(" kubernetes-admin as " + name + " GET ");
  }

  @Test
  void nobodyInParticular_mayActAsNobodyElse() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + CONFIG_MAPS))
            .header("Impersonate-User", "jane")
            .build();

    Answer answer = HttpTester.send(request);

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .isEqualTo(
            "configmaps is forbidden: User \"system:anonymous\" cannot"
                + " impersonate-on:user-info:list resource \"configmaps\" in API group \"\" in the"
                + " namespace \"default\"");
  }

  // Options.

  @Test
  void unknownFields_becomeWarningsThatCannotBreakTheHeader() {
    String body =
        "{\"metadata\":{\"name\":\"a\"},\"od\\\"d\\\\\":1,\"line\\r\\nX-Injected: yes\":2}";

    Answer answer = http.send("POST", CONFIG_MAPS, body);

    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.response().headers().allValues("warning"))
        .hasSize(2)
        .allMatch(w -> w.startsWith("299 - \"unknown field "));
    assertThat(answer.header("x-injected")).isEmpty();
  }

  @Test
  void manyWarnings_areCutToFit() {
    StringBuilder body = new StringBuilder("{\"metadata\":{\"name\":\"a\"}");
    for (int i = 0; i < 100; i++) {
      body.append(",\"").append("x".repeat(400)).append(i).append("\":1");
    }

    Answer answer = http.send("POST", CONFIG_MAPS, body + "}");

    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.response().headers().allValues("warning"))
        .hasSizeBetween(10, 20)
        .allMatch(w -> w.length() < 300);
  }

  @Test
  void strictDuplicates_areNamed() {
    String body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\",\"k\":\"2\"}}";

    Answer answer = http.send("POST", CONFIG_MAPS + "?fieldValidation=Strict", body);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message())
        .isEqualTo(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error:"
                + " duplicate field \"data.k\"");
  }

  // Deletion.

  @Test
  void deletion_answersWithAStatusOrTheObject() {
    http.createConfigMap("a", "x");
    http.send(
        "POST", CONFIG_MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"x.y/hold\"]}}");

    Answer gone = http.send("DELETE", CONFIG_MAPS + "/a", "");
    Answer held = http.send("DELETE", CONFIG_MAPS + "/held", "");

    assertThat(gone.json().path("kind").asString()).isEqualTo("Status");
    assertThat(gone.json().at("/details/kind").asString()).isEqualTo("configmaps");
    assertThat(held.json().at("/metadata/deletionTimestamp").asString())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void deleteOptions_standInTheBodyOrTheQuery() {
    http.createConfigMap("a", "x");
    http.createConfigMap("b", "x");
    String body =
        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Foreground\"}";

    Answer inBody = http.send("DELETE", CONFIG_MAPS + "/a", body);
    Answer inQuery = http.send("DELETE", CONFIG_MAPS + "/b?propagationPolicy=Orphan", "");

    assertThat(inBody.json().at("/metadata/finalizers/0").asString())
        .isEqualTo("foregroundDeletion");
    assertThat(inQuery.json().at("/metadata/finalizers/0").asString()).isEqualTo("orphan");
  }

  @Test
  void deleteCollection_takesWhatTheSelectorSays() {
    http.createConfigMap("a", "x");
    http.createConfigMap("b", "x");

    Answer dry = http.send("DELETE", CONFIG_MAPS + "?dryRun=All", "");
    Answer deleted = http.send("DELETE", CONFIG_MAPS + "?fieldSelector=metadata.name%3Db", "");

    assertThat(dry.json().path("items")).hasSize(2);
    assertThat(deleted.json().path("kind").asString()).isEqualTo("ConfigMapList");
    assertThat(deleted.json().path("items").findValuesAsString("name")).containsExactly("b");
    assertThat(http.get(CONFIG_MAPS).json().path("items").findValuesAsString("name"))
        .containsExactly("a");
  }

  private static final String TWICE =
      "{\"metadata\":{\"name\":\"a\",\"ownerReferences\":[%s,%s,%s]}}";

  private static String owner(String uid, String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"%s\",\"uid\":\"%s\"}"
        .formatted(name, uid);
  }

  @Test
  void ownerThatIsGivenTwice_isTakenOnceWithAWarning() {
    String body = TWICE.formatted(owner("u1", "p"), owner("u1", "p"), owner("u1", "q"));
    String warning =
        "299 - \".metadata.ownerReferences contains duplicate entries; API server dedups owner"
            + " references in 1.20+, and may reject such requests as early as 1.24; please fix your"
            + " requests; duplicate UID(s) observed: [u1]\"";

    Answer made = http.send("POST", CONFIG_MAPS, body);
    Answer changed = http.send("PUT", CONFIG_MAPS + "/a", body);
    Answer same =
        http.send(
            "PATCH",
            CONFIG_MAPS + "/a",
            "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
            "Content-Type",
            "application/merge-patch+json");

    for (Answer answer : List.of(made, changed, same)) {
      assertThat(answer.json().at("/metadata/ownerReferences")).hasSize(2);
    }
    assertThat(made.response().headers().allValues("warning")).containsExactly(warning);
    assertThat(changed.response().headers().allValues("warning")).containsExactly(warning);
    assertThat(same.response().headers().allValues("warning")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/apis/coordination.k8s.io/v1/namespaces/default/leases, leases.coordination.k8s.io",
    "/apis/policy/v1/namespaces/default/poddisruptionbudgets, poddisruptionbudgets.policy"
  })
  void replacementOfSomeKinds_saysWhichVersionItMeans(String path, String resource) {
    String body = "{\"metadata\":{\"name\":\"a\"%s},\"spec\":{\"selector\":{}}}";
    Answer made = http.send("POST", path, body.formatted(""));

    Answer refused = http.send("PUT", path + "/a", body.formatted(""));
    Answer taken =
        http.send(
            "PUT",
            path + "/a",
            body.formatted(",\"resourceVersion\":" + made.json().at("/metadata/resourceVersion")));

    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .isEqualTo(
            resource
                + " \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be"
                + " specified for an update");
    assertThat(refused.json().at("/details/kind").asString()).isEqualTo(resource.split("\\.")[0]);
    assertThat(taken.code()).isEqualTo(200);
  }
}

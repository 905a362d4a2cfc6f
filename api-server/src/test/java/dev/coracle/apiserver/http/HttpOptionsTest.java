// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOptionsTest {

  private static final String OBJECT = "{\"metadata\":{\"name\":\"a\"}}";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          limit=x                    | strconv.ParseInt: parsing "x": invalid syntax
          limit=1.5                  | strconv.ParseInt: parsing "1.5": invalid syntax
          limit=99999999999999999999 | strconv.ParseInt: parsing "99999999999999999999": value out of range
          timeoutSeconds=x           | strconv.ParseInt: parsing "x": invalid syntax
          watch=1&timeoutSeconds=x   | strconv.ParseInt: parsing "x": invalid syntax
          resourceVersion=x          | strconv.ParseUint: parsing "x": invalid syntax
          continue=x                 | invalid continue token: continue key is not valid: illegal base64 data
          labelSelector=a%3D%28      | unable to parse requirement
          labelSelector=-a%3Db       | unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of
          fieldSelector=a            | invalid selector: 'a'; can't understand 'a'
          fieldSelector=a%3Db        | "a" is not a known field selector: only "metadata.name", "metadata.namespace"
          """)
  void optionThatCannotBeRead_isABadRequest(String query, String message) {
    Answer answer = http.get(CONFIG_MAPS + "?" + query);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.json().path("reason").asString()).isEqualTo("BadRequest");
    assertThat(answer.message()).contains(message);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET    | resourceVersionMatch=Exact  | List   | resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
          GET    | sendInitialEvents=false     | List   | sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
          GET    | watch=1&sendInitialEvents=1 | List   | resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan
          GET    | watch=1&resourceVersionMatch=NotOlderThan | List | resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided
          GET    | watch=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan&continue=x | List | resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided
          GET    | watch=1&sendInitialEvents=1&resourceVersionMatch=Exact | List | [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]
          POST   | dryRun=Some                 | Create | dryRun: Unsupported value: ["Some"]: supported values: "All"
          POST   | dryRun=All&dryRun=Some      | Create | dryRun: Unsupported value: ["All","Some"]: supported values: "All"
          POST   | fieldValidation=Sometimes   | Create | fieldValidation: Unsupported value: "Sometimes": supported values: "", "Ignore", "Strict", "Warn"
          POST   | fieldManager=a%0Ab          | Create | fieldManager: Invalid value: "a\\nb": invalid character U+000A (at position 1)
          PUT    | dryRun=Some                 | Update | dryRun: Unsupported value: ["Some"]: supported values: "All"
          PATCH  | force=true                  | Patch  | force: Forbidden: may not be specified for non-apply patch
          DELETE | dryRun=Some                 | Delete | dryRun: Unsupported value: ["Some"]: supported values: "All"
          POST   | fieldManager=%C3%BC%E2%80%A8 | Create | fieldManager: Invalid value: "ü\\u2028": invalid character U+2028 (at position 2)
          PATCH  | force=false                 | Patch  | force: Forbidden: may not be specified for non-apply patch
          PATCH  | force=1&dryRun=x&fieldValidation=y | Patch | [force: Forbidden: may not be specified for non-apply patch, dryRun: Unsupported value: ["x"]: supported values: "All", fieldValidation: Unsupported value: "y": supported values: "", "Ignore", "Strict", "Warn"]
          PATCH  | dryRun=                     | Patch  | dryRun: Unsupported value: [""]: supported values: "All"
          DELETE | propagationPolicy=          | Delete | propagationPolicy: Unsupported value: "": supported values: "Foreground", "Background", "Orphan", "nil"
          DELETE | propagationPolicy=No&orphanDependents=false | Delete | [propagationPolicy: Invalid value: "No": orphanDependents and deletionPropagation cannot be both set, propagationPolicy: Unsupported value: "No": supported values: "Foreground", "Background", "Orphan", "nil"]
          DELETE | propagationPolicy=No        | Delete | propagationPolicy: Unsupported value: "No": supported values: "Foreground", "Background", "Orphan", "nil"
          DELETE | propagationPolicy=Orphan&orphanDependents=true | Delete | propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set
          """)
  void optionsThatMakeNoSense_areInvalid(String method, String query, String kind, String error) {
    String path = method.equals("GET") || method.equals("POST") ? CONFIG_MAPS : CONFIG_MAPS + "/a";
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";

    Answer answer =
        http.send(
            method,
            path + "?" + query,
            method.equals("DELETE") ? "" : OBJECT,
            "Content-Type",
            type);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).isEqualTo(kind + "Options.meta.k8s.io \"\" is invalid: " + error);
    assertThat(answer.json().at("/details/group").asString()).isEqualTo("meta.k8s.io");
    assertThat(answer.json().at("/details/kind").asString()).isEqualTo(kind + "Options");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"propagationPolicy\":\"\"}",
        "{\"propagationPolicy\":\"Sometimes\"}",
        "{\"propagationPolicy\":\"Orphan\",\"orphanDependents\":false}",
        "{\"dryRun\":[\"All\",\"None\"]}"
      })
  void optionsInABodyThatMakeNoSense_areInvalid(String options) {
    http.createConfigMap("a", "x");

    Answer answer = http.send("DELETE", CONFIG_MAPS + "/a", options);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).startsWith("DeleteOptions.meta.k8s.io \"\" is invalid: ");
    assertThat(http.get(CONFIG_MAPS + "/a").code()).isEqualTo(200);
  }

  @Test
  void graceBeforeNow_isASecond() {
    String path = "/api/v1/namespaces/default/pods";
    http.send(
        "POST",
        path,
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":"
            + "[{\"name\":\"c\",\"image\":\"i\"}]}}");

    Answer deleted = http.send("DELETE", path + "/p?gracePeriodSeconds=-7", "");

    assertThat(deleted.json().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(1);
  }

  @Test
  void nameOfAManagerInBytes_isLimited() {
    Answer answer = http.send("POST", CONFIG_MAPS + "?fieldManager=" + "%C3%BC".repeat(65), OBJECT);

    assertThat(answer.message()).endsWith("fieldManager: Too long: may not be more than 128 bytes");
  }

  @Test
  void nameOfAManager_isLimited() {
    Answer answer = http.send("POST", CONFIG_MAPS + "?fieldManager=" + "x".repeat(129), OBJECT);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).endsWith("fieldManager: Too long: may not be more than 128 bytes");
  }

  @Test
  void watchWithoutInitialEvents_beginsNow() throws Exception {
    http.createConfigMap("before", "x");
    String query = "?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan";

    try (ChunkedReader reader = new ChunkedReader(http.raw("GET", CONFIG_MAPS + query))) {
      http.createConfigMap("after", "x");

      assertThat(reader.event().at("/object/metadata/name").asString()).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a"})
  void revisionThatIsNotYet_mayBeAskedForAgain(String name) {
    http.createConfigMap("a", "x");

    Answer answer = http.get(CONFIG_MAPS + name + "?resourceVersion=999999");

    assertThat(answer.code()).isEqualTo(504);
    assertThat(answer.json().at("/details/causes/0/reason").asString())
        .isEqualTo("ResourceVersionTooLarge");
    assertThat(answer.json().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
  }

  @Test
  void timesWithoutMeasure_areCut() throws Exception {
    String path = "/api/v1/namespaces/default/pods";
    http.createConfigMap("a", "x");
    http.send(
        "POST",
        path,
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":"
            + "[{\"name\":\"c\",\"image\":\"i\"}]}}");
    String longest = "9223372036854775807";

    Answer deleted = http.send("DELETE", path + "/p?gracePeriodSeconds=" + longest, "");

    assertThat(deleted.code()).isEqualTo(200);
    try (ChunkedReader reader =
        new ChunkedReader(
            http.raw("GET", CONFIG_MAPS + "?watch=1&limit=-1&timeoutSeconds=" + longest))) {
      assertThat(reader.event().at("/object/metadata/name").asString()).isEqualTo("a");
    }
    assertThat(http.get(CONFIG_MAPS + "?limit=-" + longest).json().path("items")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"watch", "watch=1", "watch=true", "watch=maybe"})
  void flag_isSetByWhateverDoesNotSayNo(String flag) {
    Answer answer = http.get(CONFIG_MAPS + "?sendInitialEvents&" + flag);

    assertThat(answer.message()).contains("sendInitialEvents requires");
  }

  @ParameterizedTest
  @ValueSource(strings = {"watch=0", "watch=false", "watch=False"})
  void flag_isNotSetByANo(String flag) {
    Answer answer = http.get(CONFIG_MAPS + "?" + flag);

    assertThat(answer.json().path("kind").asString()).isEqualTo("ConfigMapList");
  }

  @Test
  void includeObject_isOneOfThree() {
    Answer answer =
        http.get(CONFIG_MAPS + "?includeObject=Some", "Accept", "application/json;as=Table;v=v1");

    assertThat(answer.code()).isEqualTo(400);
  }

  @Test
  void deleteOptionsInTheBody_standAlone() {
    http.createConfigMap("a", "x");

    Answer answer =
        http.send(
            "DELETE", CONFIG_MAPS + "/a?propagationPolicy=Orphan", "{\"gracePeriodSeconds\":0}");

    assertThat(answer.json().path("status").asString()).isEqualTo("Success");
    assertThat(http.get(CONFIG_MAPS).json().path("items")).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "curl/8.5.0, '', true",
    "curl/8.5.0, ?pretty=false, false",
    "kubectl, ?pretty=1, true"
  })
  void people_getLineBreaks(String agent, String query, boolean pretty) {
    Answer answer = http.get("/apis/policy" + query, "User-Agent", agent);

    assertThat(answer.text().startsWith("{\n  \"kind\": \"APIGroup\",\n")).isEqualTo(pretty);
    assertThat(answer.json().path("name").asString()).isEqualTo("policy");
  }

  @Test
  void emptyMembers_stayOnTheirLineForPeople() {
    Answer answer = http.get(CONFIG_MAPS + "?pretty=true");

    assertThat(answer.text()).contains("\"items\": []").endsWith("\n}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"gzip, gzip", "'deflate, gzip;q=1.0', gzip", "br, ''", "';,;;', ''"})
  void longAnswer_isCompressedForWhomWantsIt(String accepted, String encoding) {
    http.createConfigMap("a", "x".repeat(150_000));

    Answer answer = http.get(CONFIG_MAPS, "Accept-Encoding", accepted);

    assertThat(answer.header("content-encoding")).isEqualTo(encoding);
    assertThat(answer.response().body().length < 10_000).isEqualTo(encoding.equals("gzip"));
  }

  @Test
  void shortAnswer_isNotCompressed() {
    Answer answer = http.get(CONFIG_MAPS, "Accept-Encoding", "gzip");

    assertThat(answer.header("content-encoding")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json;q=0.1, application/yaml;q=0.9 | application/yaml
          */*, application/yaml                          | application/yaml
          application/yaml;q=0.5, application/*          | application/json
          """)
  void preferredForm_isTaken(String accept, String expected) {
    Answer answer = http.get(CONFIG_MAPS, "Accept", accept);

    assertThat(answer.header("content-type").toLowerCase(Locale.ROOT)).isEqualTo(expected);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BodyDecoderTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Kind POD = kind("v1", "Pod");
  private static final Kind DEPLOYMENT = kind("apps/v1", "Deployment");

  @Test
  void unknownField_isPrunedAndNamed() {
    Decoded decoded =
        deployment("{'spec':{'foo':1,'replicas':2,'template':{'spec':{'containers':[{'x':{}}]}}}}");

    assertThat(decoded.strictError())
        .contains(
            "strict decoding error: unknown field \"spec.foo\","
                + " unknown field \"spec.template.spec.containers[0].x\"");
    assertThat(decoded.object().path("spec").has("foo")).isFalse();
    assertThat(decoded.object().path("spec").path("replicas").intValue()).isEqualTo(2);
  }

  @Test
  void duplicateField_isNamedAndTheLastWins() {
    Decoded decoded =
        deployment(
            "{'metadata':{'labels':{'a':'1','a':'2'}},'spec':{'paused':true,'paused':true},"
                + "'spec':{'replicas':0}}");

    assertThat(decoded.problems())
        .containsExactly(
            "duplicate field \"metadata.labels.a\"",
            "duplicate field \"spec.paused\"",
            "duplicate field \"spec\"");
    assertThat(decoded.object().path("metadata").path("labels").path("a").stringValue())
        .isEqualTo("2");
    assertThat(decoded.object().path("spec")).isEqualTo(json("{'paused':true,'replicas':0}"));
  }

  @Test
  void fieldsOfAnotherCase_areUnknown() {
    assertThat(deployment("{'Spec':{}}").problems()).containsExactly("unknown field \"Spec\"");
  }

  @Test
  void kind_comesFirstWhereverItWas() {
    assertThat(decode(POD, "{'metadata':{},'kind':'Pod','apiVersion':'v1'}").object())
        .hasToString("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}");
  }

  @Test
  void missingKind_isTakenForTheExpectedOne() {
    assertThat(decode(POD, "{'metadata':{'name':'a'}}").object())
        .isEqualTo(json("{'metadata':{'name':'a'},'apiVersion':'v1','kind':'Pod'}"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'stdin':false,'image':'a','args':[],'command':null} | {'image':'a'}
          {'ports':[{'containerPort':80,'hostPort':0}]}        | {'ports':[{'containerPort':80}]}
          {'securityContext':{'runAsUser':0}}                  | {'securityContext':{'runAsUser':0}}
          {'resources':{'limits':{'cpu':1,'memory':'1024Mi'}}} | {'resources':{'limits':{'cpu':'1','memory':'1Gi'}}}
          {'env':[{'name':'A','value':''}]}                    | {'env':[{'name':'A'}]}
          {'name':''}                                          | {'name':''}
          {'args':['a',null]}                                  | {'args':['a','']}
          """)
  void container_isWrittenAsTheApiWouldWriteIt(String sent, String kept) {
    JsonNode spec = decode(POD, "{'spec':{'containers':[" + sent + "]}}").object().path("spec");

    assertThat(spec.path("containers").get(0)).isEqualTo(json(kept));
  }

  @Test
  void nullCreationTimestamp_isDropped() {
    JsonNode metadata =
        decode(
                POD,
                "{'metadata':{'creationTimestamp':null,'deletionTimestamp':'2024-01-02T03:04:05.9+01:00'}}")
            .object()
            .path("metadata");

    assertThat(metadata).isEqualTo(json("{'deletionTimestamp':'2024-01-02T02:04:05Z'}"));
  }

  @Test
  void fieldsV1_isKeptAsItIs() {
    String managed = "{'f:metadata':{'f:labels':{'.':{},'f:a':{}}}}";

    JsonNode kept =
        decode(POD, "{'metadata':{'managedFields':[{'manager':'m','fieldsV1':" + managed + "}]}}")
            .object();

    assertThat(kept.at("/metadata/managedFields/0/fieldsV1")).isEqualTo(json(managed));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'spec':{'replicas':'3'}}                        | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
          {'spec':{'replicas':1.5}}                        | json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32
          {'spec':{'replicas':3000000000}}                 | json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32
          {'spec':[]}                                      | json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec
          {'metadata':{'labels':{'a':1}}}                  | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
          {'spec':{'template':{'spec':{'containers':{}}}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container
          {'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'x'}}}]}}}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
          """)
  void wrongType_isRefusedInTheApisWords(String body, String reason) {
    assertThatThrownBy(() -> deployment(body))
        .isInstanceOf(DecodeException.class)
        .hasMessage("Deployment in version \"v1\" cannot be handled as a Deployment: " + reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a'              | unexpected end of JSON input
          {'a':1,}          | invalid character '}' looking for beginning of object key string
          {'a' 1}           | invalid character '1' after object key
          {'a':[1 2]}       | invalid character '2' after array element
          {'a':tru}         | invalid character '}' in literal true (expecting 'e')
          {'a':1} x         | invalid character 'x' after top-level value
          {a:1}             | invalid character 'a' looking for beginning of object key string
          {'a':.5}          | invalid character '.' looking for beginning of value
          """)
  void malformedJson_isRefusedInTheApisWords(String body, String reason) {
    String sent = body.replace('\'', '"');

    assertThatThrownBy(() -> deployment(body))
        .hasMessage(
            "the object provided is unrecognized (must be of type Deployment): couldn't get"
                + " version/kind; json parse error: "
                + reason
                + " ("
                + sent
                + ")");
  }

  @ParameterizedTest
  @CsvSource({"é, Ã", "😀, ð"})
  void malformedJson_isShownByItsFirstByte(String body, String shown) {
    assertThatThrownBy(() -> deployment(body))
        .hasMessageContaining("invalid character '" + shown + "' looking for beginning of value");
  }

  @Test
  void kindsOfOthers_areRefused() {
    assertThatThrownBy(() -> decode(POD, "{'apiVersion':'v1','kind':'Service'}"))
        .hasMessage(
            "Service in version \"v1\" cannot be handled as a Pod: converting (v1.Service) to"
                + " (core.Pod): unknown conversion");
    assertThatThrownBy(() -> decode(POD, "{'apiVersion':'v1','kind':'Pot'}"))
        .hasMessage(
            "Pot in version \"v1\" cannot be handled as a Pod: no kind \"Pot\" is registered for"
                + " version \"v1\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
  }

  @Test
  void kindOfOthers_isReadBeforeItIsRefused() {
    assertThatThrownBy(
            () -> decode(POD, "{'apiVersion':'v1','kind':'Secret','data':{'a':'not base64'}}"))
        .hasMessageContaining("illegal base64 data");
  }

  @Test
  void null_isAnObjectWithoutMembers() {
    assertThat(decode(POD, "null").object()).isEqualTo(json("{'apiVersion':'v1','kind':'Pod'}"));
  }

  @Test
  void problemsOfYaml_areWarnedOfOneByOne() {
    Decoded decoded =
        new Decoded(
            Json.object(),
            List.of(
                "yaml: unmarshal errors:\n  line 2: one\n  line 3: two", "unknown field \"x\""));

    assertThat(decoded.warnings())
        .containsExactly("line 2: one", "line 3: two", "unknown field \"x\"");
  }

  @Test
  void deleteOptions_areOfEveryGroup() {
    Kind options = kind("v1", "DeleteOptions");

    Decoded decoded =
        decode(
            options,
            "{'apiVersion':'apps/v1','kind':'DeleteOptions','propagationPolicy':'Orphan','gracePeriodSeconds':0}");

    assertThat(decoded.object().path("gracePeriodSeconds").intValue(-1)).isZero();
  }

  @Test
  void untypedBody_keepsEverythingAndNamesDuplicates() {
    Decoded decoded =
        BodyDecoder.decodeUntyped(
            "{\"a\":{\"b\":null,\"b\":[1,{\"c\":1.5}]}}".getBytes(StandardCharsets.UTF_8),
            BodyFormat.JSON);

    assertThat(decoded.object()).isEqualTo(json("{'a':{'b':[1,{'c':1.5}]}}"));
    assertThat(decoded.problems()).containsExactly("duplicate field \"a.b\"");
  }

  @Test
  void untypedBody_isAnObject() {
    assertThatThrownBy(
            () -> BodyDecoder.decodeUntyped("[]".getBytes(StandardCharsets.UTF_8), BodyFormat.JSON))
        .hasMessage("json: cannot unmarshal array into Go value of type map[string]interface {}");
  }

  private static Decoded deployment(String body) {
    return decode(DEPLOYMENT, body);
  }

  private static Decoded decode(Kind kind, String body) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new BodyDecoder(Kinds.table()).decode(bytes, BodyFormat.JSON, kind);
  }

  private static Kind kind(String apiVersion, String name) {
    return Kinds.table().byKind(apiVersion, name).orElseThrow();
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }
}

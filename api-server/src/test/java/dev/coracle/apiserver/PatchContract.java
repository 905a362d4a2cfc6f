// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What every client of the API may rely on when it patches objects and writes their status. */
abstract class PatchContract {

  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  /** A client of a server that has only its system namespaces. */
  abstract KubeClient client();

  private KubeObject createDeployment() {
    return client().create(DEPLOYMENTS, Manifests.DEPLOYMENT);
  }

  private static ApiException refusalOf(ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call);
  }

  private static Patch merge(String json) {
    return new Patch(Patch.Type.MERGE, Json.parse(json));
  }

  private static Patch strategic(String json) {
    return new Patch(Patch.Type.STRATEGIC, Json.parse(json));
  }

  // Patches.

  @Test
  void strategicPatch_mergesContainersByName() {
    createDeployment();

    KubeObject patched =
        client()
            .patch(
                DEPLOYMENTS,
                WEB,
                strategic(
                    """
                    {"spec": {"template": {"spec": {"containers": [
                      {"name": "log", "image": "busybox"}, {"name": "web", "image": "nginx:2"}]}}}}
                    """));

    JsonNode containers = patched.at("spec", "template", "spec", "containers");
    assertThat(containers.valueStream())
        .extracting(c -> c.path("name").asString() + " " + c.path("image").asString())
        .containsExactlyInAnyOrder("web nginx:2", "log busybox");
    assertThat(containers.findValues("containerPort")).hasSize(1);
  }

  @Test
  void strategicPatch_deletesWhatItSays() {
    KubeClient client = client();
    createDeployment();
    String add =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"log\",\"image\":\"b\"}]}}}}";
    client.patch(DEPLOYMENTS, WEB, strategic(add));

    KubeObject patched =
        client.patch(
            DEPLOYMENTS,
            WEB,
            strategic(
                """
                {"spec": {"template": {"spec": {"containers": [
                  {"name": "log", "$patch": "delete"}]}}}}
                """));

    assertThat(patched.at("spec", "template", "spec", "containers").findValuesAsString("name"))
        .containsExactly("web");
  }

  @Test
  void jsonPatch_appliesItsOperationsInOrder() {
    createDeployment();

    KubeObject patched =
        client()
            .patch(
                DEPLOYMENTS,
                WEB,
                Patch.json(
                    Json.parse(
                        """
                        [{"op": "test", "path": "/spec/replicas", "value": 2},
                         {"op": "replace", "path": "/spec/replicas", "value": 5},
                         {"op": "add", "path": "/metadata/annotations", "value": {"a/b": "c"}},
                         {"op": "copy", "from": "/metadata/annotations/a~1b",
                          "path": "/metadata/labels/copy"},
                         {"op": "remove", "path": "/metadata/labels/app"}]
                        """)));

    assertThat(patched.number(0, "spec", "replicas")).isEqualTo(5);
    assertThat(patched.annotations()).containsEntry("a/b", "c");
    assertThat(patched.labels()).containsOnlyKeys("copy");
  }

  @Test
  void jsonPatchWhoseTestFails_changesNothing() {
    KubeObject created = createDeployment();
    String operations =
        """
        [{"op": "replace", "path": "/spec/replicas", "value": 5},
         {"op": "test", "path": "/spec/replicas", "value": 6}]
        """;

    ApiException refusal =
        refusalOf(() -> client().patch(DEPLOYMENTS, WEB, Patch.json(Json.parse(operations))));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.reason()).isEqualTo("Invalid");
    assertThat(client().get(DEPLOYMENTS, WEB)).isEqualTo(created);
  }

  @Test
  void patchThatGivesAValueOfTheWrongType_isInvalid() {
    createDeployment();

    ApiException refusal =
        refusalOf(() -> client().patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":\"x\"}}")));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal)
        .hasMessageStartingWith(" \"\" is invalid: patch: Invalid value: \"{")
        .hasMessageContaining("\": json: cannot unmarshal string into Go");
  }

  @Test
  void patchWithAnOldVersion_isConflict() {
    KubeObject created = createDeployment();
    client().patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":3}}"));
    Patch late =
        Patch.merge(
            patch -> {
              Json.objectAt(patch, "metadata").put("resourceVersion", created.resourceVersion());
              Json.objectAt(patch, "spec").put("replicas", 4);
            });

    ApiException refusal = refusalOf(() -> client().patch(DEPLOYMENTS, WEB, late));

    assertThat(refusal.isConflict()).isTrue();
    assertThat(client().get(DEPLOYMENTS, WEB).number(0, "spec", "replicas")).isEqualTo(3);
  }

  @Test
  void patchOfAMissingObject_isNotFound() {
    ApiException refusal = refusalOf(() -> client().patch(DEPLOYMENTS, WEB, merge("{}")));

    assertThat(refusal).hasMessage("deployments.apps \"web\" not found");
    assertThat(refusal.toStatus().at("/details").toString())
        .isEqualTo("{\"name\":\"web\",\"group\":\"apps\",\"kind\":\"deployments\"}");
  }

  // Status and generation.

  @Test
  void statusUpdate_changesOnlyTheStatus() {
    KubeObject created = createDeployment();

    KubeObject updated =
        client()
            .updateStatus(
                DEPLOYMENTS,
                created.edit(
                    tree -> {
                      Json.objectAt(tree, "status").put("replicas", 2);
                      Json.objectAt(tree, "spec").put("replicas", 9);
                    }));

    assertThat(updated.number(0, "status", "replicas")).isEqualTo(2);
    assertThat(updated.number(0, "spec", "replicas")).isEqualTo(2);
    assertThat(updated.generation()).isEqualTo(1);
  }

  @Test
  void updateOfTheObject_keepsItsStatus() {
    createDeployment();
    KubeObject withStatus =
        client().patchStatus(DEPLOYMENTS, WEB, merge("{\"status\":{\"replicas\":2}}"));

    KubeObject updated =
        client()
            .update(
                DEPLOYMENTS,
                withStatus.edit(
                    tree -> {
                      Json.objectAt(tree, "status").put("replicas", 7);
                      Json.objectAt(tree, "spec").put("replicas", 9);
                    }));

    assertThat(updated.number(0, "status", "replicas")).isEqualTo(2);
    assertThat(updated.number(0, "spec", "replicas")).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"metadata":{"labels":{"a":"b"}}}       | 1
          {"metadata":{"annotations":{"a":"b"}}}  | 2
          {"spec":{"replicas":2}}                 | 1
          {"spec":{"replicas":3}}                 | 2
          {"metadata":{"generation":7}}           | 1
          """)
  void patch_raisesTheGenerationOnlyWithWhatIsWanted(String patch, int generation) {
    createDeployment();

    KubeObject patched = client().patch(DEPLOYMENTS, WEB, merge(patch));

    assertThat(patched.generation()).isEqualTo(generation);
  }

  /**
   * Refused as a patch that makes no sense, as {@code "kind": "Nope"} was when it was recorded.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/patch.go
   * (applyPatchToCurrentObject)
   */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MERGE     | {"kind":1}                                          | couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string
          MERGE     | {"kind":{}}                                         | couldn't get version/kind; json parse error: json: cannot unmarshal object into Go struct field .kind of type string
          MERGE     | {"apiVersion":[]}                                   | couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .apiVersion of type string
          MERGE     | {"kind":"Nope"}                                     | no kind "Nope" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"
          JSON      | [{"op":"add","path":"/kind","value":true}]          | couldn't get version/kind; json parse error: json: cannot unmarshal bool into Go struct field .kind of type string
          STRATEGIC | {"kind":1}                                          | cannot convert int64 to string
          STRATEGIC | {"apiVersion":{"a":1}}                              | cannot convert map to string
          """)
  void patchOfTheKindItself_isInvalid(Patch.Type type, String patch, String why) {
    createDeployment();

    ApiException refusal =
        refusalOf(() -> client().patch(DEPLOYMENTS, WEB, new Patch(type, Json.parse(patch))));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal).hasMessageStartingWith(" \"\" is invalid: patch: Invalid value: ");
    assertThat(refusal).hasMessageEndingWith(": " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"kind\":\"\"}", "{\"kind\":null}", "{\"apiVersion\":\"\"}"})
  void patchThatTakesTheKindAway_changesNothing(String patch) {
    KubeObject made = createDeployment();

    KubeObject patched = client().patch(DEPLOYMENTS, WEB, merge(patch));

    assertThat(patched).isEqualTo(made);
  }
}

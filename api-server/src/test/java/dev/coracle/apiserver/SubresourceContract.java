// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICE_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.Selector;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every client of the API may rely on when it uses parts of objects, or many at once. */
abstract class SubresourceContract {

  private static final ObjectKey WEB = new ObjectKey("default", "web");
  private static final WriteOptions SCALE = WriteOptions.subresource("scale");

  abstract KubeClient client();

  private KubeObject deployment() {
    return client()
        .create(
            DEPLOYMENTS,
            Manifests.of(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: web}]}
                """));
  }

  private KubeObject pod() {
    client()
        .create(
            SERVICE_ACCOUNTS, KubeObject.of(SERVICE_ACCOUNTS, new ObjectKey("default", "default")));
    return client()
        .create(
            PODS,
            Manifests.of(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default}
                spec: {containers: [{name: web, image: web}]}
                """));
  }

  @Test
  void scale_isReadReplacedAndPatched() {
    deployment();

    KubeObject read = client().get(DEPLOYMENTS, WEB, "scale");
    KubeObject replaced =
        client()
            .update(
                DEPLOYMENTS,
                read.edit(scale -> Json.objectAt(scale, "spec").put("replicas", 3)),
                SCALE);
    KubeObject patched =
        client()
            .patch(
                DEPLOYMENTS,
                WEB,
                Patch.merge(scale -> scale.putObject("spec").put("replicas", 4)),
                SCALE);

    assertThat(read.kind()).isEqualTo("Scale");
    assertThat(read.number(0, "spec", "replicas")).isEqualTo(2);
    assertThat(replaced.number(0, "spec", "replicas")).isEqualTo(3);
    assertThat(patched.number(0, "spec", "replicas")).isEqualTo(4);
    assertThat(client().get(DEPLOYMENTS, WEB).number(0, "spec", "replicas")).isEqualTo(4);
  }

  @Test
  void status_isReadAsTheWholeObject() {
    KubeObject made = deployment();

    assertThat(client().get(DEPLOYMENTS, WEB, "status")).isEqualTo(made);
  }

  @Test
  void subresourceThatTheKindLacks_isNotFound() {
    deployment();

    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> client().get(DEPLOYMENTS, WEB, "eviction"));

    assertThat(refusal.code()).isEqualTo(404);
  }

  private static KubeObject eviction() {
    return Manifests.of(
        "{apiVersion: policy/v1, kind: Eviction, metadata: {name: web, namespace: default}}");
  }

  private static KubeObject binding() {
    return Manifests.of(
        "{apiVersion: v1, kind: Binding, metadata: {name: web}, target: {kind: Node, name: n1}}");
  }

  @Test
  void evictionOfTheOlderVersion_isTaken() {
    pod();
    KubeObject older = eviction().edit(body -> body.put("apiVersion", "policy/v1beta1"));

    client().createSubresource(PODS, WEB, older, WriteOptions.subresource("eviction"));

    assertThat(client().find(PODS, WEB)).isEmpty();
  }

  @Test
  void actionInDryRun_changesNothing() {
    KubeObject pod = pod();

    client()
        .createSubresource(PODS, WEB, binding(), WriteOptions.subresource("binding").withDryRun());
    client()
        .createSubresource(
            PODS, WEB, eviction(), WriteOptions.subresource("eviction").withDryRun());

    assertThat(client().get(PODS, WEB)).isEqualTo(pod);
  }

  @Test
  void action_isDone() {
    pod();

    KubeObject answer = client().createSubresource(PODS, WEB, "binding", binding());

    assertThat(answer.text("status")).isEqualTo("Success");
    assertThat(client().get(PODS, WEB).text("spec", "nodeName")).isEqualTo("n1");
  }

  @Test
  void bodyOfAnAction_isReadAsStrictlyAsOthers() {
    pod();
    KubeObject odd = binding().edit(body -> body.put("more", 1));
    WriteOptions strict = new WriteOptions("binding", false, "", FieldValidation.STRICT);

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> client().createSubresource(PODS, WEB, odd, strict));

    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal).hasMessageContaining("unknown field \"more\"");
  }

  private void configMap(String name, String app) {
    client()
        .create(
            CONFIG_MAPS,
            KubeObject.of(CONFIG_MAPS, new ObjectKey("default", name))
                .edit(map -> Json.objectAt(map, "metadata", "labels").put("app", app)));
  }

  @Test
  void collection_isDeletedAsItIsSelected() {
    configMap("a", "web");
    configMap("b", "web");
    configMap("c", "db");
    ListOptions web = ListOptions.inNamespace("default").withLabels(Selector.parse("app=web"));

    KubeList spared =
        client().deleteCollection(CONFIG_MAPS, web, DeleteOptions.NORMAL.withDryRun());
    KubeList deleted = client().deleteCollection(CONFIG_MAPS, web);

    assertThat(spared.items()).hasSize(2);
    assertThat(deleted.items()).extracting(KubeObject::name).containsExactly("a", "b");
    assertThat(client().list(CONFIG_MAPS, ListOptions.inNamespace("default")).items())
        .extracting(KubeObject::name)
        .containsExactly("c");
  }

  private void evict(String options) {
    KubeObject ignored =
        client()
            .createSubresource(
                PODS,
                WEB,
                Manifests.of(
                    "{apiVersion: policy/v1, kind: Eviction, metadata: {name: web}, deleteOptions: "
                        + options
                        + "}"),
                WriteOptions.subresource("eviction"));
    assertThat(ignored.text("status")).isEqualTo("Success");
  }

  @Test
  void optionsOfAnEviction_areThoseOfTheDeletion() {
    pod();

    evict("{propagationPolicy: Foreground}");

    assertThat(client().get(PODS, WEB).finalizers()).containsExactly("foregroundDeletion");
  }

  @Test
  void dryRunOfAnEviction_deletesNothing() {
    pod();

    evict("{dryRun: [All]}");

    assertThat(client().get(PODS, WEB).isDeleting()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {propagationPolicy: ''}                                   | DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "": supported values: "Foreground", "Background", "Orphan", "nil"
          {propagationPolicy: example.com/ok}                       | DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "example.com/ok": supported values: "Foreground", "Background", "Orphan", "nil"
          {ignoreStoreReadErrorWithClusterBreakingPotential: true}  | Eviction.policy "web" is invalid: deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: can not be set for pod eviction, try after removing the option
          """)
  void optionsOfAnEvictionThatMakeNoSense_areInvalid(String options, String message) {
    pod();

    ApiException refusal = catchThrowableOfType(ApiException.class, () -> evict(options));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal).hasMessage(message);
    assertThat(client().get(PODS, WEB).isDeleting()).isFalse();
  }

  @Test
  void nameOfAManagerThatCannotBePrinted_isInvalid() {
    WriteOptions options = new WriteOptions("", false, "a\u0007b", FieldValidation.WARN);

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () ->
                client()
                    .create(
                        SERVICE_ACCOUNTS,
                        KubeObject.of(SERVICE_ACCOUNTS, new ObjectKey("default", "robot")),
                        options));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal)
        .hasMessageStartingWith("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: ")
        .hasMessageEndingWith("invalid character U+0007 (at position 1)");
  }

  @Test
  void finalization_takesLabelsAndKeepsTheStatus() {
    KubeObject made =
        client().create(NAMESPACES, KubeObject.of(NAMESPACES, ObjectKey.cluster("shop")));

    KubeObject finalized =
        client()
            .update(
                NAMESPACES,
                made.edit(
                    tree -> {
                      Json.objectAt(tree, "metadata", "labels").put("a", "b");
                      Json.objectAt(tree, "status").put("phase", "Gone");
                      Json.arrayAt(Json.objectAt(tree, "spec"), "finalizers").removeAll();
                    }),
                WriteOptions.subresource("finalize"));

    assertThat(finalized.labels()).containsEntry("a", "b");
    assertThat(finalized.text("status", "phase")).isEqualTo("Active");
    assertThat(finalized.at("spec", "finalizers").isEmpty()).isTrue();
  }

  @Test
  void finalizationOfAnOldVersion_isAConflict() {
    KubeObject made =
        client().create(NAMESPACES, KubeObject.of(NAMESPACES, ObjectKey.cluster("shop")));
    KubeObject ignored =
        client()
            .update(
                NAMESPACES,
                made.edit(tree -> Json.objectAt(tree, "metadata", "labels").put("a", "b")));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> client().update(NAMESPACES, made, WriteOptions.subresource("finalize")));

    assertThat(ignored.labels()).containsKey("a");
    assertThat(refusal.isConflict()).isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.EVENTS_V1;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.POD_DISRUPTION_BUDGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** What every client of the API may rely on when it changes objects. */
abstract class WriteContract {

  private static final ObjectKey WEB = ObjectKey.of("default", "web");
  private static final ObjectKey POD = ObjectKey.of("default", "web-0");
  private static final WriteOptions SCALE = WriteOptions.subresource("scale");

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

  private static WriteOptions validating(FieldValidation validation) {
    return new WriteOptions("", false, "", validation);
  }

  // Scale, binding, eviction.

  @Test
  void scaleUpdate_changesTheReplicas() {
    createDeployment();
    KubeObject scale =
        Manifests.of(
            """
            apiVersion: autoscaling/v1
            kind: Scale
            metadata: {name: web, namespace: default}
            spec: {replicas: 4}
            """);

    KubeObject answer = client().update(DEPLOYMENTS, scale, SCALE);

    assertThat(answer.kind()).isEqualTo("Scale");
    assertThat(answer.text("status", "selector")).isEqualTo("app=web");
    assertThat(client().get(DEPLOYMENTS, WEB).number(0, "spec", "replicas")).isEqualTo(4);
    assertThat(client().get(DEPLOYMENTS, WEB).generation()).isEqualTo(2);
  }

  @Test
  void scalePatch_changesTheReplicas() {
    createDeployment();

    KubeObject answer =
        client().patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":0}}"), SCALE);

    assertThat(answer.kind()).isEqualTo("Scale");
    assertThat(client().get(DEPLOYMENTS, WEB).number(-1, "spec", "replicas")).isZero();
  }

  @Test
  void scaleOfAKindWithoutScale_isNotFound() {
    client().create(PODS, Manifests.POD);

    ApiException refusal =
        refusalOf(() -> client().patch(PODS, POD, merge("{\"spec\":{\"replicas\":0}}"), SCALE));

    assertThat(refusal.code()).isEqualTo(404);
  }

  @Test
  void binding_givesAPodItsNodeOnce() {
    client().create(PODS, Manifests.POD);
    KubeObject binding =
        Manifests.of(
            """
            apiVersion: v1
            kind: Binding
            metadata: {name: web-0, namespace: default}
            target: {apiVersion: v1, kind: Node, name: n1}
            """);

    KubeObject answer = client().createSubresource(PODS, POD, "binding", binding);
    ApiException second =
        refusalOf(() -> client().createSubresource(PODS, POD, "binding", binding));

    assertThat(answer.text("status")).isEqualTo("Success");
    assertThat(client().get(PODS, POD).text("spec", "nodeName")).isEqualTo("n1");
    assertThat(second.isConflict()).isTrue();
  }

  private static KubeObject eviction() {
    return Manifests.of(
        """
        apiVersion: policy/v1
        kind: Eviction
        metadata: {name: web-0, namespace: default}
        """);
  }

  private void runPod() {
    client().create(PODS, Manifests.POD);
    client()
        .patchStatus(
            PODS,
            POD,
            merge(
                """
                {"status": {"phase": "Running",
                  "conditions": [{"type": "Ready", "status": "True"}]}}
                """));
  }

  private void allowDisruptions(int count) {
    KubeObject budget =
        client()
            .create(
                POD_DISRUPTION_BUDGETS,
                Manifests.of(
                    """
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: web, namespace: default}
                    spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
                    """));
    client()
        .patchStatus(
            POD_DISRUPTION_BUDGETS,
            budget.key(),
            merge(
                """
                {"status": {"observedGeneration": 1, "disruptionsAllowed": %d,
                  "currentHealthy": 1, "desiredHealthy": 1, "expectedPods": 1}}
                """
                    .formatted(count)));
  }

  @Test
  void evictionAgainstTheBudget_isTooManyRequests() {
    runPod();
    allowDisruptions(0);

    ApiException refusal =
        refusalOf(() -> client().createSubresource(PODS, POD, "eviction", eviction()));

    assertThat(refusal.code()).isEqualTo(429);
    assertThat(refusal)
        .hasMessage("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(refusal.toStatus().at("/details/causes/0/reason").asString())
        .isEqualTo("DisruptionBudget");
    assertThat(client().get(PODS, POD).isDeleting()).isFalse();
  }

  @Test
  void evictionWithinTheBudget_spendsItAndDeletesThePod() {
    runPod();
    allowDisruptions(1);

    client().createSubresource(PODS, POD, "eviction", eviction());

    KubeObject budget = client().get(POD_DISRUPTION_BUDGETS, WEB);
    assertThat(budget.number(-1, "status", "disruptionsAllowed")).isZero();
    assertThat(budget.stringMap("status", "disruptedPods")).containsKey("web-0");
    assertThat(client().find(PODS, POD).filter(pod -> !pod.isDeleting())).isEmpty();
  }

  // Deletion.

  @ParameterizedTest(name = "{0}")
  @CsvSource({"FOREGROUND, foregroundDeletion", "ORPHAN, orphan"})
  void deletionThatWaitsForDependents_leavesAFinalizer(
      DeleteOptions.Propagation propagation, String finalizer) {
    createDeployment();

    client().delete(DEPLOYMENTS, WEB, DeleteOptions.NORMAL.withPropagation(propagation));

    KubeObject held = client().get(DEPLOYMENTS, WEB);
    assertThat(held.finalizers()).containsExactly(finalizer);
    assertThat(held.isDeleting()).isTrue();
    assertThat(held.generation()).isEqualTo(2);
    assertThat(held.number(-1, "metadata", "deletionGracePeriodSeconds")).isZero();
  }

  @Test
  void laterPropagation_replacesTheEarlier() {
    createDeployment();
    client()
        .delete(
            DEPLOYMENTS,
            WEB,
            DeleteOptions.NORMAL.withPropagation(DeleteOptions.Propagation.FOREGROUND));

    client()
        .delete(
            DEPLOYMENTS,
            WEB,
            DeleteOptions.NORMAL.withPropagation(DeleteOptions.Propagation.BACKGROUND));

    assertThat(client().find(DEPLOYMENTS, WEB)).isEmpty();
  }

  @Test
  void createOfANameThatIsBeingDeleted_saysSo() {
    client().create(CONFIG_MAPS, held());
    client().delete(CONFIG_MAPS, WEB);

    ApiException refusal = refusalOf(() -> client().create(CONFIG_MAPS, held()));

    assertThat(refusal).hasMessage("object is being deleted: configmaps \"web\" already exists");
  }

  private static KubeObject held() {
    return KubeObject.of(CONFIG_MAPS, WEB)
        .edit(tree -> Json.arrayAt(Json.objectAt(tree, "metadata"), "finalizers").add("x.y/hold"));
  }

  @Test
  void deleteOfAnOldVersion_isConflict() {
    KubeObject created = createDeployment();
    client().patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":3}}"));
    DeleteOptions onlyThat =
        new DeleteOptions(
            OptionalLong.empty(),
            DeleteOptions.Propagation.DEFAULT,
            "",
            created.resourceVersion(),
            false);

    ApiException refusal = refusalOf(() -> client().delete(DEPLOYMENTS, WEB, onlyThat));

    assertThat(refusal.isConflict()).isTrue();
    assertThat(refusal).hasMessageContaining("does not match the ResourceVersion in record");
  }

  // Dry run.

  @Test
  void dryRunOfAnyVerb_storesNothing() {
    KubeClient client = client();
    KubeObject created = createDeployment();
    WriteOptions dry = WriteOptions.OBJECT.withDryRun();
    DeleteOptions dryDelete =
        new DeleteOptions(OptionalLong.empty(), DeleteOptions.Propagation.DEFAULT, "", "", true);

    KubeObject updated = client.update(DEPLOYMENTS, replicas(created, 7), dry);
    KubeObject patched = client.patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":8}}"), dry);
    KubeObject scaled =
        client.patch(DEPLOYMENTS, WEB, merge("{\"spec\":{\"replicas\":9}}"), SCALE.withDryRun());
    client.delete(DEPLOYMENTS, WEB, dryDelete);

    assertThat(updated.number(0, "spec", "replicas")).isEqualTo(7);
    assertThat(patched.number(0, "spec", "replicas")).isEqualTo(8);
    assertThat(scaled.number(0, "spec", "replicas")).isEqualTo(9);
    assertThat(client.get(DEPLOYMENTS, WEB)).isEqualTo(created);
  }

  private static KubeObject replicas(KubeObject deployment, int count) {
    return deployment.edit(tree -> Json.objectAt(tree, "spec").put("replicas", count));
  }

  @Test
  void dryRunOfATakenName_isRefusedAllTheSame() {
    createDeployment();

    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .create(DEPLOYMENTS, Manifests.DEPLOYMENT, WriteOptions.OBJECT.withDryRun()));

    assertThat(refusal.isAlreadyExists()).isTrue();
  }

  // Unknown fields.

  private static KubeObject misspelt(Consumer<ObjectNode> change) {
    return Manifests.DEPLOYMENT.edit(
        tree -> {
          Json.objectAt(tree, "spec").put("replica", 3);
          Json.objectAt(tree, "metadata").put("colour", "red");
          change.accept(tree);
        });
  }

  @Test
  void strictCreate_namesEveryUnknownField() {
    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .create(DEPLOYMENTS, misspelt(t -> {}), validating(FieldValidation.STRICT)));

    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal)
        .hasMessage(
            "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error:"
                + " unknown field \"metadata.colour\", unknown field \"spec.replica\"");
    assertThat(client().find(DEPLOYMENTS, WEB)).isEmpty();
  }

  @Test
  void strictPatch_namesEveryUnknownField() {
    createDeployment();

    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .patch(
                        DEPLOYMENTS,
                        WEB,
                        strategic("{\"spec\":{\"replica\":3}}"),
                        validating(FieldValidation.STRICT)));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal)
        .hasMessage(
            " \"\" is invalid: patch: Invalid value: \"map[spec:map[replica:3]]\": strict decoding"
                + " error: unknown field \"spec.replica\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"WARN", "IGNORE"})
  void laxCreate_dropsUnknownFields(FieldValidation validation) {
    KubeObject created = client().create(DEPLOYMENTS, misspelt(t -> {}), validating(validation));

    assertThat(created.at("spec", "replica").isMissingNode()).isTrue();
    assertThat(created.at("metadata", "colour").isMissingNode()).isTrue();
  }

  @Test
  void createWithAVersion_isRefused() {
    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .create(
                        DEPLOYMENTS,
                        misspelt(t -> Json.objectAt(t, "metadata").put("resourceVersion", "1"))));

    assertThat(refusal).hasMessage("resourceVersion should not be set on objects to be created");
  }

  @Test
  void updateOfSystemMetadata_isUndone() {
    KubeObject created = createDeployment();

    KubeObject updated =
        client()
            .update(
                DEPLOYMENTS,
                created.edit(
                    tree -> {
                      ObjectNode metadata = Json.objectAt(tree, "metadata");
                      metadata
                          .put("generation", 9)
                          .put("creationTimestamp", "2030-01-01T00:00:00Z");
                      metadata.put("selfLink", "/x").remove("uid");
                    }));

    assertThat(updated).isEqualTo(created);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deletionTimestamp          | "2020-01-01T00:00:00Z"
          deletionGracePeriodSeconds | 5
          uid                        | "x"
          """)
  void patchOfWhatIsTheServersOwn_isInvalid(String member, String value) {
    KubeObject created = createDeployment();
    Patch patch = merge("{\"metadata\":{\"" + member + "\":" + value + "}}");

    ApiException refusal = refusalOf(() -> client().patch(DEPLOYMENTS, created.key(), patch));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal)
        .hasMessageContaining("metadata." + member + ": Invalid value: ")
        .hasMessageContaining("field is immutable");
  }

  // Namespaces and events.

  @Test
  void createInAGoingNamespace_isForbidden() {
    KubeObject namespace =
        Manifests.of(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: going, finalizers: [x.y/hold]}
            """);
    client().create(NAMESPACES, namespace);
    client().delete(NAMESPACES, namespace.key());

    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .create(CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, ObjectKey.of("going", "a"))));

    assertThat(client().get(NAMESPACES, namespace.key()).text("status", "phase"))
        .isEqualTo("Terminating");
    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal)
        .hasMessage(
            "configmaps \"a\" is forbidden: unable to create new content in namespace going because"
                + " it is being terminated");
    assertThat(refusal.toStatus().at("/details/causes/0/reason").asString())
        .isEqualTo("NamespaceTerminating");
  }

  @Test
  void coreEvent_isSeenThroughItsOtherGroup() {
    KubeObject event =
        Manifests.of(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: web.1, namespace: default}
            involvedObject: {kind: Pod, namespace: default, name: web-0, apiVersion: v1}
            reason: Pulled
            message: done
            type: Normal
            source: {component: kubelet}
            """);

    client().create(EVENTS, event);

    KubeObject view = client().get(EVENTS_V1, event.key());
    assertThat(view.apiVersion()).isEqualTo("events.k8s.io/v1");
    assertThat(view.text("regarding", "name")).isEqualTo("web-0");
    assertThat(view.text("note")).isEqualTo("done");
    assertThat(view.at("involvedObject").isMissingNode()).isTrue();
  }

  @Test
  void eventOfTheNewerGroup_isStoredAsACoreOne() {
    KubeObject event =
        Manifests.of(
            """
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: e2, namespace: default}
            regarding: {kind: Pod, namespace: default, name: web-0}
            eventTime: '2026-01-01T00:00:00.000000Z'
            reportingController: example.com/c
            reportingInstance: i
            action: Test
            reason: Tested
            type: Normal
            note: done
            """);

    KubeObject created = client().create(EVENTS_V1, event);

    assertThat(created.text("note")).isEqualTo("done");
    assertThat(created.apiVersion()).isEqualTo("events.k8s.io/v1");
    KubeObject core = client().get(EVENTS, event.key());
    assertThat(core.apiVersion()).isEqualTo("v1");
    assertThat(core.text("message")).isEqualTo("done");
  }

  @Test
  void eventIsJudgedByTheRulesOfTheGroupItIsWrittenIn() {
    KubeObject event =
        Manifests.of(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: web.2, namespace: default}
            involvedObject: {kind: Pod, namespace: default, name: web-0}
            """);
    client().create(EVENTS, event);

    KubeObject changed =
        client().patch(EVENTS, event.key(), Patch.merge(body -> body.put("message", "other")));
    ApiException refusal =
        refusalOf(
            () ->
                client()
                    .patch(EVENTS_V1, event.key(), Patch.merge(body -> body.put("note", "more"))));

    assertThat(changed.text("message")).isEqualTo("other");
    assertThat(refusal)
        .hasMessageContaining("message: Invalid value: \"more\": field is immutable");
  }
}

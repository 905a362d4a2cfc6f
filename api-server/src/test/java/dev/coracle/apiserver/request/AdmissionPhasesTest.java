// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.apiserver.request.AdmittedCluster.CONFIG_MAP;
import static dev.coracle.apiserver.request.AdmittedCluster.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.admission.Draft;
import dev.coracle.apiserver.admission.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What admission can do to a write, and what becomes of what it did. */
class AdmissionPhasesTest {

  private static final ObjectKey A = ObjectKey.of("default", "a");
  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  private static final String SERVICE =
      "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default},"
          + " spec: {clusterIP: 10.96.0.77, ports: [{port: 80}]}}";

  private static final String POD =
      "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: default},"
          + " spec: {containers: [{name: c, image: i}]}}";

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default}
      spec:
        selector: {matchLabels: {a: b}}
        template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
      """;

  private final AdmittedCluster cluster = new AdmittedCluster();
  private final KubeClient jane = cluster.jane();

  @AfterEach
  void close() {
    cluster.close();
  }

  /** Goes on with a changed copy, as one does that asks a webhook. */
  private void replacing(Consumer<ObjectNode> change) {
    cluster.admitter.mutating(
        (attributes, draft) -> {
          ObjectNode copy = attributes.object().orElseThrow().tree().deepCopy();
          change.accept(copy);
          draft.replace(copy);
        });
  }

  private void refusing(String why) {
    cluster.admitter.validating(
        attributes -> {
          throw attributes.forbidden(why);
        });
  }

  @Test
  void change_isStored() {
    replacing(tree -> Json.objectAt(tree, "data").put("added", "x"));

    KubeObject made = jane.create(CONFIG_MAPS, object(CONFIG_MAP));

    assertThat(made.stringMap("data")).isEqualTo(Map.of("k", "v", "added", "x"));
    assertThat(cluster.admin.get(CONFIG_MAPS, A)).isEqualTo(made);
  }

  @Test
  void unknownFieldOfAChange_isDropped() {
    replacing(tree -> tree.put("surprise", 1).putObject("spec"));

    assertThat(jane.create(CONFIG_MAPS, object(CONFIG_MAP)).tree().propertyNames())
        .containsExactly("kind", "apiVersion", "metadata", "data");
  }

  @Test
  void whatAChangeLeavesOut_isFilledIn() {
    replacing(
        tree ->
            Json.arrayAt(Json.objectAt(tree, "spec"), "ports")
                .addObject()
                .put("name", "more")
                .put("port", 81));

    KubeObject made =
        jane.create(SERVICES, object(SERVICE.replace("{port: 80}", "{name: http, port: 80}")));

    assertThat(Json.text(made.at("spec", "ports").path(1)))
        .isEqualTo("{\"name\":\"more\",\"port\":81,\"protocol\":\"TCP\",\"targetPort\":81}");
  }

  @Test
  void valueOfAWrongType_isTheServersFault() {
    replacing(tree -> tree.put("data", "str"));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> jane.create(CONFIG_MAPS, object(CONFIG_MAP)));

    assertThat(Json.text(refusal.toStatus()))
        .isEqualTo(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
            "message":"Internal error occurred: json: cannot unmarshal string into Go struct field\
             ConfigMap.data of type map[string]string","reason":"InternalError",\
            "details":{"causes":[{"message":"json: cannot unmarshal string into Go struct field\
             ConfigMap.data of type map[string]string"}]},"code":500}\
            """);
    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isEmpty();
  }

  @Test
  void valueOfAWrongTypeInAnUpdate_isTheServersFault() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    replacing(tree -> Json.objectAt(tree, "metadata").put("labels", 7));

    assertThatThrownBy(() -> jane.update(CONFIG_MAPS, object(CONFIG_MAP)))
        .hasMessage(
            "Internal error occurred: json: cannot unmarshal number into Go struct field"
                + " ObjectMeta.metadata.labels of type map[string]string");
  }

  @Test
  void change_isJudgedByTheRulesOfTheKind() {
    replacing(tree -> Json.objectAt(tree, "metadata", "labels").put("a", "not a label!"));

    assertThatThrownBy(() -> jane.create(CONFIG_MAPS, object(CONFIG_MAP)))
        .hasMessageStartingWith(
            "ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"not a label!\"");
  }

  @Test
  void changeOfTheNamespace_isRefused() {
    replacing(tree -> Json.objectAt(tree, "metadata").put("namespace", "shop"));

    assertThatThrownBy(() -> jane.create(CONFIG_MAPS, object(CONFIG_MAP)))
        .hasMessage(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @Test
  void sidecarFromOutside_isCompletedByTheBuiltInPlugins() {
    replacing(
        tree ->
            Json.arrayAt(Json.objectAt(tree, "spec"), "containers")
                .addObject()
                .put("name", "sidecar")
                .put("image", "proxy:1"));

    KubeObject pod = jane.create(PODS, object(POD));

    assertThat(pod.at("spec", "containers"))
        .hasSize(2)
        .allSatisfy(
            container ->
                assertThat(container.at("/volumeMounts/0/mountPath").asString())
                    .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount"));
    assertThat(pod.at("spec", "containers").path(1).path("imagePullPolicy").asString())
        .isEqualTo("IfNotPresent");
    assertThat(pod.at("spec", "volumes")).hasSize(1);
  }

  @Test
  void changeOfAStatus_isStored() {
    KubeObject made = cluster.given(DEPLOYMENTS, DEPLOYMENT);
    replacing(
        tree -> {
          Json.objectAt(tree, "status").put("readyReplicas", 2);
          Json.objectAt(tree, "spec").put("replicas", 9);
        });

    KubeObject written =
        jane.updateStatus(
            DEPLOYMENTS, made.edit(tree -> Json.objectAt(tree, "status").put("replicas", 2)));

    assertThat(written.number(0, "status", "readyReplicas")).isEqualTo(2);
    assertThat(written.number(0, "spec", "replicas")).isEqualTo(1);
  }

  @Test
  void changeOfAScale_scales() {
    cluster.given(DEPLOYMENTS, DEPLOYMENT);
    replacing(tree -> Json.objectAt(tree, "spec").put("replicas", 4));

    jane.patch(
        DEPLOYMENTS,
        WEB,
        Patch.merge(tree -> tree.putObject("spec").put("replicas", 9)),
        WriteOptions.subresource("scale"));

    assertThat(cluster.admin.get(DEPLOYMENTS, WEB).number(0, "spec", "replicas")).isEqualTo(4);
  }

  @Test
  void changeOfABinding_bindsElsewhere() {
    cluster.given(PODS, POD);
    replacing(tree -> Json.objectAt(tree, "target").put("name", "node-2"));

    jane.createSubresource(
        PODS,
        WEB,
        object("{apiVersion: v1, kind: Binding, metadata: {name: web}, target: {name: node-1}}"),
        WriteOptions.subresource("binding"));

    assertThat(cluster.admin.get(PODS, WEB).text("spec", "nodeName")).isEqualTo("node-2");
  }

  @Test
  void refusal_isForbiddenByName() {
    refusing("not today");

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> jane.create(DEPLOYMENTS, object(DEPLOYMENT)));

    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal).hasMessage("deployments.apps \"web\" is forbidden: not today");
    assertThat(Json.text(refusal.toStatus().path("details")))
        .isEqualTo("{\"name\":\"web\",\"group\":\"apps\",\"kind\":\"deployments\"}");
  }

  @Test
  void refusalOfAnObjectWithoutAName_namesItsPrefix() {
    cluster.admitter.mutating(
        (attributes, draft) -> {
          throw attributes.forbidden("not today");
        });
    String unnamed = CONFIG_MAP.replace("name: a", "generateName: a-");

    assertThatThrownBy(() -> jane.create(CONFIG_MAPS, object(unnamed)))
        .hasMessage("configmaps \"a-\" is forbidden: not today");
    assertThatThrownBy(() -> jane.create(CONFIG_MAPS, object(CONFIG_MAP.replace("name: a, ", ""))))
        .hasMessage("configmaps \"Unknown\" is forbidden: not today");
  }

  @Test
  void secondPhase_seesWhatIsAboutToBeStored() {
    cluster.admitter.validating(
        attributes -> {
          attributes
              .object()
              .filter(object -> object.at("spec", "clusterIPs").size() == 1)
              .ifPresent(
                  object -> {
                    throw attributes.forbidden("has " + object.text("spec", "clusterIP"));
                  });
        });

    assertThatThrownBy(() -> jane.create(SERVICES, object(SERVICE)))
        .hasMessage("services \"web\" is forbidden: has 10.96.0.77");
  }

  @Test
  void whatARefusedWriteHadTaken_isFreeAgain() {
    cluster.admitter.validating(
        attributes -> {
          if (attributes.target().resource().equals(SERVICES)) {
            throw attributes.forbidden("not today");
          }
        });
    assertThatThrownBy(() -> jane.create(SERVICES, object(SERVICE))).hasMessageContaining("today");
    cluster.admitter.validating(attributes -> {});

    KubeObject made = jane.create(SERVICES, object(SERVICE));

    assertThat(made.text("spec", "clusterIP")).isEqualTo("10.96.0.77");
  }

  @Test
  void documentOfAnAdmitter_cannotBeChanged() {
    cluster.admitter.validating(
        attributes -> {
          ObjectNode data = Json.objectAt(attributes.object().orElseThrow().tree(), "data");
          assertThatThrownBy(() -> data.put("k", "!"))
              .isInstanceOf(UnsupportedOperationException.class);
        });

    jane.create(CONFIG_MAPS, object(CONFIG_MAP));

    assertThat(cluster.admin.get(CONFIG_MAPS, A).text("data", "k")).isEqualTo("v");
  }

  @Test
  void dryRun_isSeenAndStoresNothing() {
    replacing(tree -> Json.objectAt(tree, "data").put("added", "x"));

    KubeObject shown =
        jane.create(CONFIG_MAPS, object(CONFIG_MAP), WriteOptions.OBJECT.withDryRun());

    assertThat(shown.stringMap("data")).containsKey("added");
    assertThat(cluster.admitter.lines()).hasSize(2).allMatch(line -> line.endsWith(" dry"));
    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isEmpty();
  }

  @Test
  void dryRunOfADeletion_isSeenAndDeletesNothing() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.delete(CONFIG_MAPS, A, DeleteOptions.NORMAL.withDryRun());

    assertThat(cluster.admitter.lines()).hasSize(2).allMatch(line -> line.endsWith(" dry"));
    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isPresent();
  }

  /** Lets somebody else write first, once. */
  private void overtaking(Operation operation, Runnable faster) {
    AtomicInteger calls = new AtomicInteger();
    cluster.admitter.mutating(
        (attributes, draft) -> {
          if (attributes.operation() == operation
              && attributes.request().user().name().equals("jane")
              && calls.getAndIncrement() == 0) {
            faster.run();
          }
        });
  }

  private static Patch data(String key, String value) {
    return Patch.merge(tree -> tree.putObject("data").put(key, value));
  }

  @Test
  void patchThatIsOvertaken_isMadeAndAskedAboutAgain() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    overtaking(Operation.UPDATE, () -> cluster.admin.patch(CONFIG_MAPS, A, data("faster", "1")));

    KubeObject patched = jane.patch(CONFIG_MAPS, A, data("mine", "2"));

    assertThat(patched.stringMap("data")).isEqualTo(Map.of("k", "v", "faster", "1", "mine", "2"));
    assertThat(cluster.admitter.seen())
        .filteredOn(seen -> seen.attributes().request().user().name().equals("jane"))
        .filteredOn(seen -> seen.phase().equals("mutate"))
        .extracting(seen -> seen.oldObject().orElseThrow().stringMap("data").size())
        .containsExactly(1, 2);
  }

  @Test
  void replacementOfAnOvertakenVersion_isAConflict() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);
    overtaking(Operation.UPDATE, () -> cluster.admin.patch(CONFIG_MAPS, A, data("faster", "1")));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () ->
                jane.update(
                    CONFIG_MAPS, old.edit(tree -> Json.objectAt(tree, "data").put("k", "w"))));

    assertThat(refusal.isConflict()).isTrue();
    assertThat(cluster.admin.get(CONFIG_MAPS, A).stringMap("data"))
        .isEqualTo(Map.of("k", "v", "faster", "1"));
  }

  @Test
  void deletionThatIsOvertaken_isAskedAboutAgain() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    overtaking(Operation.DELETE, () -> cluster.admin.patch(CONFIG_MAPS, A, data("faster", "1")));

    jane.delete(CONFIG_MAPS, A);

    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isEmpty();
    assertThat(cluster.admitter.seen())
        .filteredOn(seen -> seen.attributes().operation() == Operation.DELETE)
        .extracting(seen -> seen.oldObject().orElseThrow().stringMap("data").size())
        .containsExactly(1, 1, 2, 2);
  }

  @Test
  void objectThatWentMeanwhile_isNotFound() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    overtaking(Operation.UPDATE, () -> cluster.admin.delete(CONFIG_MAPS, A));

    assertThatThrownBy(() -> jane.patch(CONFIG_MAPS, A, data("mine", "2")))
        .hasMessage("configmaps \"a\" not found");
  }

  @Test
  void admitterThatWaits_keepsNobodyElse() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    cluster.admitter.mutating(
        (attributes, draft) -> {
          if (attributes.request().user().name().equals("jane")) {
            reached.countDown();
            await(answer);
          }
        });
    CompletableFuture<KubeObject> slow = new CompletableFuture<>();
    Thread waiting =
        new Thread(() -> slow.complete(jane.create(CONFIG_MAPS, object(CONFIG_MAP))), "slow");
    waiting.start();
    await(reached);

    KubeObject other =
        cluster.admin.create(CONFIG_MAPS, object(CONFIG_MAP.replace("name: a", "name: b")));
    int seen = cluster.admin.list(CONFIG_MAPS, ListOptions.ALL).items().size();
    answer.countDown();

    assertThat(other.name()).isEqualTo("b");
    assertThat(seen).isEqualTo(1);
    assertThat(slow.get(10, TimeUnit.SECONDS).name()).isEqualTo("a");
    waiting.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusedDeletion_keepsTheObject() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    refusing("it is needed");

    assertThatThrownBy(() -> jane.delete(CONFIG_MAPS, A))
        .hasMessage("configmaps \"a\" is forbidden: it is needed");
    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isPresent();
  }

  @Test
  void refusedDeletionOfOneOfMany_endsTheRest() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    cluster.given(CONFIG_MAPS, CONFIG_MAP.replace("name: a", "name: b"));
    cluster.given(CONFIG_MAPS, CONFIG_MAP.replace("name: a", "name: c"));
    cluster.admitter.validating(
        attributes -> {
          if (attributes.oldObject().map(KubeObject::name).orElse("").equals("b")) {
            throw attributes.forbidden("it is needed");
          }
        });

    assertThatThrownBy(
            () ->
                jane.deleteCollection(
                    CONFIG_MAPS, ListOptions.inNamespace("default"), DeleteOptions.NORMAL))
        .hasMessageContaining("it is needed");
    assertThat(cluster.admin.list(CONFIG_MAPS, ListOptions.inNamespace("default")).items())
        .extracting(KubeObject::name)
        .containsExactly("b", "c");
  }

  @Test
  void deletion_hasNothingToChange() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    cluster.admitter.mutating((attributes, draft) -> draft.replace(Json.object()));

    assertThatThrownBy(() -> jane.delete(CONFIG_MAPS, A))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a deletion has no object");
  }

  @Test
  void namespaceThatIsGoing_takesNothingNewNotEvenAnEviction() {
    cluster.given(PODS, POD.replace("namespace: default", "namespace: shop"));
    cluster.admin.delete(NAMESPACES, ObjectKey.cluster("shop"));

    assertThatThrownBy(
            () ->
                jane.createSubresource(
                    PODS,
                    ObjectKey.of("shop", "web"),
                    object("{apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}"),
                    WriteOptions.subresource("eviction")))
        .hasMessage(
            "pods \"web\" is forbidden: unable to create new content in namespace shop because it"
                + " is being terminated");
  }

  @Test
  void missingNamespace_takesNothing() {
    ResourceType type = CONFIG_MAPS;

    assertThatThrownBy(
            () ->
                jane.create(
                    type, object(CONFIG_MAP.replace("namespace: default", "namespace: none"))))
        .hasMessage("namespaces \"none\" not found");
  }

  @Test
  void ownerThatAdmissionAddsOnceMore_isTakenOnceWithAWarning() {
    String owner = "{apiVersion: v1, kind: Pod, name: p, uid: u1}";
    replacing(
        tree -> {
          JsonNode owners = tree.at("/metadata/ownerReferences");
          ((ArrayNode) owners).add(owners.get(0).deepCopy());
        });
    List<String> warnings = new ArrayList<>();

    KubeObject made =
        cluster.create(
            CONFIG_MAPS,
            CONFIG_MAP.replace("{name: a", "{ownerReferences: [" + owner + "], name: a"),
            warnings::add);

    assertThat(made.ownerReferences()).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            ".metadata.ownerReferences contains duplicate entries after mutating admission happens;"
                + " API server dedups owner references in 1.20+, and may reject such requests as"
                + " early as 1.24; please fix your requests; duplicate UID(s) observed: [u1]");
  }

  @Test
  void draft_isOpenedOnlyByWhoWantsIt() {
    Draft draft =
        new Draft(
            () -> {
              throw new AssertionError("opened");
            },
            tree -> tree);

    assertThat(draft.opened()).isEmpty();
  }
}

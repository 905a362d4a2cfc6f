// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.EVENTS_V1;
import static dev.coracle.api.ResourceType.LEASES;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.apiserver.request.AdmittedCluster.CONFIG_MAP;
import static dev.coracle.apiserver.request.AdmittedCluster.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import dev.coracle.apiserver.admission.RecordingAdmitter.Seen;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What admission is told of each kind of request. */
class AdmissionAttributesTest {

  private static final ObjectKey A = ObjectKey.of("default", "a");
  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default}
      spec:
        replicas: 3
        selector: {matchLabels: {a: b}}
        template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
      """;

  private static final String POD =
      "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: default},"
          + " spec: {containers: [{name: c, image: i}]}}";

  private final AdmittedCluster cluster = new AdmittedCluster();
  private final KubeClient jane = cluster.jane();

  @AfterEach
  void close() {
    cluster.close();
  }

  private List<String> lines() {
    return cluster.admitter.lines();
  }

  private Seen mutating() {
    return cluster.admitter.seen().get(0);
  }

  private Seen validating() {
    return cluster.admitter.seen().get(1);
  }

  @Test
  void creation_isSeenAsSentAndThenAsStored() {
    jane.create(CONFIG_MAPS, object(CONFIG_MAP));

    assertThat(lines())
        .containsExactly(
            "mutate CREATE v1/ConfigMap of configmaps default/a by jane",
            "validate CREATE v1/ConfigMap of configmaps default/a by jane");
    assertThat(mutating().object().orElseThrow().uid()).isEmpty();
    assertThat(validating().object().orElseThrow().uid()).isNotEmpty();
    assertThat(mutating().oldObject()).isEmpty();
    assertThat(validating().oldObject()).isEmpty();
  }

  @Test
  void creationWithAGeneratedName_isFirstWithout() {
    String name =
        jane.create(
                CONFIG_MAPS,
                object(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: c-, namespace:"
                        + " default}}"))
            .name();

    assertThat(lines())
        .containsExactly(
            "mutate CREATE v1/ConfigMap of configmaps default/ by jane",
            "validate CREATE v1/ConfigMap of configmaps default/" + name + " by jane");
  }

  @Test
  void defaults_areThereWhenAdmissionIsAsked() {
    jane.create(DEPLOYMENTS, object(DEPLOYMENT));

    KubeObject sent = mutating().object().orElseThrow();
    assertThat(sent.text("spec", "strategy", "type")).isEqualTo("RollingUpdate");
    assertThat(sent.generation()).isZero();
    assertThat(validating().object().orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void replacement_isSeenAsSentAndThenWithWhatIsCarriedOver() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.update(CONFIG_MAPS, object(CONFIG_MAP.replace("k: v", "k: w")));

    assertThat(lines())
        .containsExactly(
            "mutate UPDATE v1/ConfigMap of configmaps default/a by jane",
            "validate UPDATE v1/ConfigMap of configmaps default/a by jane");
    assertThat(mutating().object().orElseThrow().uid()).isEmpty();
    assertThat(mutating().object().orElseThrow().text("data", "k")).isEqualTo("w");
    assertThat(mutating().oldObject()).contains(old);
    assertThat(validating().object().orElseThrow().uid()).isEqualTo(old.uid());
    assertThat(validating().oldObject()).contains(old);
  }

  @Test
  void patch_isAnUpdateOfTheWholeObject() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.patch(CONFIG_MAPS, A, Patch.merge(tree -> tree.putObject("data").put("l", "w")));

    assertThat(lines()).hasSize(2).first().asString().startsWith("mutate UPDATE v1/ConfigMap");
    assertThat(mutating().object().orElseThrow().stringMap("data"))
        .isEqualTo(Map.of("k", "v", "l", "w"));
    assertThat(mutating().object().orElseThrow().uid()).isEqualTo(old.uid());
  }

  @Test
  void patchThatChangesNothing_isAskedAboutAsWell() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);

    KubeObject same =
        jane.patch(CONFIG_MAPS, A, Patch.merge(tree -> tree.putObject("data").put("k", "v")));

    assertThat(lines()).hasSize(2);
    assertThat(same.resourceVersion()).isEqualTo(old.resourceVersion());
  }

  @Test
  void replacementOfNothing_isACreationWhereTheKindAllowsIt() {
    jane.update(
        LEASES,
        object(
            "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a, namespace:"
                + " default}}"));

    assertThat(lines())
        .containsExactly(
            "mutate CREATE coordination.k8s.io/v1/Lease of leases.coordination.k8s.io default/a by"
                + " jane",
            "validate CREATE coordination.k8s.io/v1/Lease of leases.coordination.k8s.io default/a"
                + " by jane");
    assertThat(mutating().attributes().options().orElseThrow().kind()).isEqualTo("CreateOptions");
  }

  @Test
  void status_isASubresourceOfTheSameKind() {
    KubeObject old = cluster.given(DEPLOYMENTS, DEPLOYMENT);

    jane.updateStatus(
        DEPLOYMENTS, old.edit(tree -> Json.objectAt(tree, "status").put("replicas", 3)));

    assertThat(lines())
        .containsExactly(
            "mutate UPDATE apps/v1/Deployment of deployments.apps/status default/web by jane",
            "validate UPDATE apps/v1/Deployment of deployments.apps/status default/web by jane");
    assertThat(validating().object().orElseThrow().number(0, "status", "replicas")).isEqualTo(3);
  }

  @Test
  void scale_isSeenAsAScale() {
    KubeObject old = cluster.given(DEPLOYMENTS, DEPLOYMENT);
    KubeObject scale =
        object(
            "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: web, namespace: default},"
                + " spec: {replicas: 2}}");

    jane.update(DEPLOYMENTS, scale, WriteOptions.subresource("scale"));

    assertThat(lines())
        .containsExactly(
            "mutate UPDATE autoscaling/v1/Scale of deployments.apps/scale default/web by jane",
            "validate UPDATE autoscaling/v1/Scale of deployments.apps/scale default/web by jane");
    assertThat(mutating().object().orElseThrow().number(0, "spec", "replicas")).isEqualTo(2);
    assertThat(mutating().object().orElseThrow().uid()).isEmpty();
    assertThat(mutating().oldObject().orElseThrow().number(0, "spec", "replicas")).isEqualTo(3);
    assertThat(validating().object().orElseThrow().uid()).isEqualTo(old.uid());
    assertThat(validating().object().orElseThrow().text("status", "selector")).isEqualTo("a=b");
    assertThat(validating().oldObject().orElseThrow().number(0, "spec", "replicas")).isEqualTo(3);
  }

  @Test
  void patchOfAScale_isSeenAsAScale() {
    cluster.given(DEPLOYMENTS, DEPLOYMENT);

    jane.patch(
        DEPLOYMENTS,
        WEB,
        Patch.merge(tree -> tree.putObject("spec").put("replicas", 5)),
        WriteOptions.subresource("scale"));

    assertThat(lines()).hasSize(2).first().asString().contains("autoscaling/v1/Scale");
    assertThat(mutating().object().orElseThrow().number(0, "spec", "replicas")).isEqualTo(5);
  }

  @Test
  void binding_isACreationOfABinding() {
    cluster.given(PODS, POD);

    jane.createSubresource(
        PODS,
        WEB,
        object("{apiVersion: v1, kind: Binding, metadata: {name: web}, target: {name: n1}}"),
        WriteOptions.subresource("binding"));

    assertThat(lines())
        .containsExactly(
            "mutate CREATE v1/Binding of pods/binding default/web by jane",
            "validate CREATE v1/Binding of pods/binding default/web by jane");
    assertThat(mutating().object().orElseThrow().namespace()).isEqualTo("default");
  }

  @Test
  void eviction_isACreationOfAnEvictionAndNoDeletion() {
    cluster.given(PODS, POD);

    jane.createSubresource(
        PODS,
        WEB,
        object("{apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}"),
        WriteOptions.subresource("eviction"));

    assertThat(lines())
        .containsExactly(
            "mutate CREATE policy/v1/Eviction of pods/eviction default/web by jane",
            "validate CREATE policy/v1/Eviction of pods/eviction default/web by jane");
  }

  @Test
  void finalization_isAnUpdateOfTheNamespace() {
    KubeObject shop = cluster.admin.get(NAMESPACES, ObjectKey.cluster("shop"));

    jane.update(NAMESPACES, shop, WriteOptions.subresource("finalize"));

    assertThat(lines())
        .containsExactly(
            "mutate UPDATE v1/Namespace of namespaces/finalize shop by jane",
            "validate UPDATE v1/Namespace of namespaces/finalize shop by jane");
  }

  @Test
  void deletion_hasOnlyAnOldObject() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.delete(CONFIG_MAPS, A);

    assertThat(lines())
        .containsExactly(
            "mutate DELETE v1/ConfigMap of configmaps default/a by jane",
            "validate DELETE v1/ConfigMap of configmaps default/a by jane");
    assertThat(mutating().object()).isEmpty();
    assertThat(mutating().oldObject()).contains(old);
    assertThat(validating().oldObject()).contains(old);
  }

  @Test
  void deletionOfNothing_isAskedOfNobody() {
    assertThat(jane.find(CONFIG_MAPS, A)).isEmpty();
    assertThatThrownBy(() -> jane.delete(CONFIG_MAPS, A)).hasMessage("configmaps \"a\" not found");

    assertThat(lines()).isEmpty();
  }

  @Test
  void deletionThatIsPending_isAskedOfNobody() {
    cluster.given(PODS, POD.replace("containers", "nodeName: n1, containers"));
    jane.delete(PODS, WEB);
    cluster.admitter.forget();

    jane.delete(PODS, WEB);
    jane.delete(PODS, WEB, DeleteOptions.NOW);

    assertThat(lines())
        .containsExactly(
            "mutate DELETE v1/Pod of pods default/web by jane",
            "validate DELETE v1/Pod of pods default/web by jane");
  }

  @Test
  void deletionOfMany_isAskedAboutOneByOne() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);
    cluster.given(CONFIG_MAPS, CONFIG_MAP.replace("name: a", "name: b"));

    jane.deleteCollection(
        CONFIG_MAPS, ListOptions.inNamespace("default"), DeleteOptions.NORMAL.withDryRun());

    assertThat(lines())
        .containsExactly(
            "mutate DELETE v1/ConfigMap of configmaps default/ by jane dry",
            "validate DELETE v1/ConfigMap of configmaps default/ by jane dry",
            "mutate DELETE v1/ConfigMap of configmaps default/ by jane dry",
            "validate DELETE v1/ConfigMap of configmaps default/ by jane dry");
    assertThat(cluster.admitter.seen())
        .extracting(seen -> seen.oldObject().orElseThrow().name())
        .containsExactly("a", "a", "b", "b");
  }

  @Test
  void removalOfTheLastFinalizer_isNoDeletion() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP.replace("{name: a", "{finalizers: [a.b/c], name: a"));
    jane.delete(CONFIG_MAPS, A);
    cluster.admitter.forget();

    jane.patch(
        CONFIG_MAPS, A, Patch.merge(tree -> tree.putObject("metadata").putNull("finalizers")));

    assertThat(lines())
        .containsExactly(
            "mutate UPDATE v1/ConfigMap of configmaps default/a by jane",
            "validate UPDATE v1/ConfigMap of configmaps default/a by jane");
    assertThat(cluster.admin.find(CONFIG_MAPS, A)).isEmpty();
  }

  @Test
  void otherVersionOfAKind_isSeenInThatVersion() {
    jane.create(
        EVENTS_V1,
        object(
            """
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: e, namespace: default}
            eventTime: "2026-01-01T00:00:00.000000Z"
            type: Normal
            reason: Tested
            action: Test
            note: something
            reportingController: a.io/b
            reportingInstance: b-1
            regarding: {kind: Pod, name: p, namespace: default}
            """));

    assertThat(lines())
        .containsExactly(
            "mutate CREATE events.k8s.io/v1/Event of events.events.k8s.io default/e stored as"
                + " v1/Event by jane",
            "validate CREATE events.k8s.io/v1/Event of events.events.k8s.io default/e stored as"
                + " v1/Event by jane");
    for (Seen seen : cluster.admitter.seen()) {
      assertThat(seen.object().orElseThrow().apiVersion()).isEqualTo("events.k8s.io/v1");
      assertThat(seen.object().orElseThrow().text("note")).isEqualTo("something");
    }
  }

  @Test
  void readers_areNotAskedAbout() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.get(CONFIG_MAPS, A);
    jane.list(CONFIG_MAPS, ListOptions.ALL);
    jane.watch(CONFIG_MAPS, WatchOptions.since("0"), () -> {}).close();

    assertThat(lines()).isEmpty();
  }

  @Test
  void whatTheServerDoesForARequest_isItsOwn() {
    jane.create(
        SERVICES,
        object(
            "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: default}, spec: {ports:"
                + " [{port: 80}]}}"));

    assertThat(lines()).first().isEqualTo("mutate CREATE v1/Service of services default/s by jane");
    assertThat(lines())
        .last()
        .isEqualTo("validate CREATE v1/Service of services default/s by jane");
    assertThat(lines().subList(1, lines().size() - 1))
        .hasSize(2)
        .allMatch(line -> line.contains("IPAddress") && line.endsWith("by system:apiserver"));
  }

  @Test
  void user_isKnownWithUidGroupsAndExtra() {
    jane.create(CONFIG_MAPS, object(CONFIG_MAP));

    var user = mutating().attributes().request().user();
    assertThat(user.uid()).isEqualTo("7");
    assertThat(user.groups()).containsExactly("devs", "system:authenticated");
    assertThat(user.extra()).isEqualTo(Map.of("scopes", List.of("a")));
  }

  private String options() {
    return mutating().attributes().options().map(o -> Json.text(o.tree())).orElse("none");
  }

  @Test
  void optionsOfAWrite_areADocument() {
    WriteOptions options = new WriteOptions("", true, "me", FieldValidation.STRICT);

    jane.create(CONFIG_MAPS, object(CONFIG_MAP), options);

    assertThat(options())
        .isEqualTo(
            """
            {"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","dryRun":["All"],\
            "fieldManager":"me","fieldValidation":"Strict"}\
            """);
    assertThat(mutating().attributes().request().fieldManager()).isEqualTo("me");
  }

  @Test
  void optionsOfAPatch_areThoseOfAnUpdate() {
    cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.patch(
        CONFIG_MAPS,
        A,
        Patch.merge(tree -> tree.putObject("data").put("k", "x")),
        new WriteOptions("", false, "", FieldValidation.WARN));

    assertThat(options())
        .isEqualTo("{\"kind\":\"UpdateOptions\",\"apiVersion\":\"meta.k8s.io/v1\"}");
    assertThat(mutating().attributes().request().fieldManager()).isEqualTo("coracle");
  }

  @Test
  void optionsOfADeletion_areADocument() {
    KubeObject old = cluster.given(CONFIG_MAPS, CONFIG_MAP);

    jane.delete(
        CONFIG_MAPS,
        A,
        new DeleteOptions(
            OptionalLong.of(3), Propagation.ORPHAN, old.uid(), old.resourceVersion(), true));

    assertThat(options())
        .isEqualTo(
            """
            {"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1","gracePeriodSeconds":3,\
            "preconditions":{"uid":"%s","resourceVersion":"%s"},"propagationPolicy":"Orphan",\
            "dryRun":["All"]}\
            """
                .formatted(old.uid(), old.resourceVersion()));
  }
}

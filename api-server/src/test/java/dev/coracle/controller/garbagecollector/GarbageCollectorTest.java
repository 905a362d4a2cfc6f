// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.garbagecollector;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ArrayNode;

@ParameterizedClass
@EnumSource(Watches.class)
class GarbageCollectorTest {

  private final ControllerTester cluster;

  GarbageCollectorTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void dependents_goAfterTheirOwner() {
    KubeObject owner = create(SECRETS, "owner");
    create(CONFIG_MAPS, "dependent", owner);

    cluster.delete(SECRETS, "owner");

    assertThat(names(CONFIG_MAPS)).isEmpty();
  }

  @Test
  void dependentsOfDependents_goToo() {
    KubeObject owner = create(SECRETS, "owner");
    KubeObject middle = create(CONFIG_MAPS, "middle", owner);
    create(SECRETS, "last", middle);

    cluster.delete(SECRETS, "owner");

    assertThat(names(SECRETS)).isEmpty();
  }

  @Test
  void dependentOfTwo_staysWithTheOther() {
    KubeObject first = create(SECRETS, "first");
    KubeObject second = create(SECRETS, "second");
    create(CONFIG_MAPS, "dependent", first, second);

    cluster.delete(SECRETS, "first");

    assertThat(cluster.get(CONFIG_MAPS, "dependent").ownerReferences())
        .extracting(reference -> reference.name())
        .containsExactly("second");
  }

  @Test
  void ownerThatNeverWas_takesItsDependentWithIt() {
    KubeObject owner = create(SECRETS, "owner");
    KubeObject other = owner.edit(o -> Json.objectAt(o, "metadata").put("uid", "no-such-uid"));

    create(CONFIG_MAPS, "dependent", other);

    assertThat(names(CONFIG_MAPS)).isEmpty();
  }

  @Test
  void ownerOfUnknownKind_isLeftAlone() {
    KubeObject owner = create(SECRETS, "owner");
    KubeObject foreign = owner.edit(o -> o.put("apiVersion", "example.com/v1"));

    create(CONFIG_MAPS, "dependent", foreign);

    assertThat(names(CONFIG_MAPS)).containsExactly("dependent");
  }

  @Test
  void clusterScopedOwner_isFound() {
    cluster.addNode("node-1");
    KubeObject node = cluster.client().get(ResourceType.NODES, ObjectKey.cluster("node-1"));
    create(CONFIG_MAPS, "dependent", node);
    List<String> before = names(CONFIG_MAPS);

    cluster.client().delete(ResourceType.NODES, node.key());
    cluster.settle();

    assertThat(before).containsExactly("dependent");
    assertThat(names(CONFIG_MAPS)).isEmpty();
  }

  @Test
  void foregroundDeletion_waitsForWhatBlocksIt() {
    cluster.kubelet().goneAfter(Duration.ofSeconds(5));
    cluster.addNode("node-1");
    KubeObject owner = create(SECRETS, "owner");
    pod("blocking", owner);

    delete(owner, Propagation.FOREGROUND);
    List<String> during = names(SECRETS);
    boolean podEnds = cluster.get(PODS, "blocking").isDeleting();
    cluster.advance(Duration.ofSeconds(6));

    assertThat(during).containsExactly("owner");
    assertThat(podEnds).isTrue();
    assertThat(names(PODS)).isEmpty();
    assertThat(names(SECRETS)).isEmpty();
  }

  @Test
  void orphaning_leavesDependentsWithoutTheirOwner() {
    KubeObject owner = create(SECRETS, "owner");
    create(CONFIG_MAPS, "dependent", owner);

    delete(owner, Propagation.ORPHAN);

    assertThat(names(SECRETS)).isEmpty();
    assertThat(cluster.get(CONFIG_MAPS, "dependent").ownerReferences()).isEmpty();
  }

  @Test
  void ownersOfEachOther_goTogetherInTheForeground() {
    KubeObject first = create(SECRETS, "first");
    KubeObject second = create(SECRETS, "second", first);
    cluster
        .client()
        .update(
            SECRETS,
            first.edit(
                o -> Json.objectAt(o, "metadata").set("ownerReferences", references(second))));
    cluster.settle();

    delete(cluster.get(SECRETS, "first"), Propagation.FOREGROUND);

    assertThat(names(SECRETS)).isEmpty();
  }

  private KubeObject create(ResourceType type, String name, KubeObject... owners) {
    KubeObject object =
        KubeObject.of(type, ObjectKey.of("default", name))
            .edit(o -> Json.objectAt(o, "metadata").set("ownerReferences", references(owners)));
    KubeObject created = cluster.client().create(type, object);
    cluster.settle();
    return created;
  }

  private void pod(String name, KubeObject owner) {
    KubeObject pod =
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "default"},
             "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "web"}]}}
            """);
    cluster
        .client()
        .create(
            PODS,
            pod.edit(
                o ->
                    Json.objectAt(o, "metadata")
                        .put("name", name)
                        .set("ownerReferences", references(owner))));
    cluster.settle();
  }

  private static ArrayNode references(KubeObject... owners) {
    ArrayNode references = Json.array();
    Arrays.stream(owners)
        .forEach(
            owner ->
                references
                    .addObject()
                    .put("apiVersion", owner.apiVersion())
                    .put("kind", owner.kind())
                    .put("name", owner.name())
                    .put("uid", owner.uid())
                    .put("blockOwnerDeletion", true));
    return references;
  }

  private void delete(KubeObject owner, Propagation propagation) {
    cluster
        .client()
        .delete(SECRETS, owner.key(), DeleteOptions.NORMAL.withPropagation(propagation));
    cluster.settle();
  }

  private List<String> names(ResourceType type) {
    return cluster.list(type).stream().map(KubeObject::name).toList();
  }
}

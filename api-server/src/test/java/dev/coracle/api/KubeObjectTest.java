// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KubeObjectTest {

  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"shop","uid":"u1",\
      "resourceVersion":"7","generation":3,"labels":{"b":"2","a":"1"},\
      "annotations":{"note":"x"},"finalizers":["x.y/hold"],\
      "creationTimestamp":"2026-01-01T00:00:00Z","deletionTimestamp":"2026-01-02T00:00:00Z",\
      "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"u0",\
      "controller":true}]},"spec":{"terminationGracePeriodSeconds":30}}\
      """;

  @Test
  void accessors_readTheDocument() {
    KubeObject pod = KubeObject.parse(POD);

    assertThat(pod.key()).isEqualTo(ObjectKey.of("shop", "web-0"));
    assertThat(pod.uid()).isEqualTo("u1");
    assertThat(pod.resourceVersion()).isEqualTo("7");
    assertThat(pod.generation()).isEqualTo(3);
    assertThat(pod.labels()).containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
    assertThat(pod.annotations()).containsEntry("note", "x");
    assertThat(pod.finalizers()).containsExactly("x.y/hold");
    assertThat(pod.creationTimestamp()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(pod.deletionTimestamp()).contains(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(pod.controller()).map(OwnerReference::uid).contains("u0");
    assertThat(pod.number(-1, "spec", "terminationGracePeriodSeconds")).isEqualTo(30);
    assertThat(pod).hasToString("Pod shop/web-0");
  }

  @Test
  void absentMembers_readAsEmpty() {
    KubeObject bare = KubeObject.parse("{}");

    assertThat(bare.key()).isEqualTo(ObjectKey.cluster(""));
    assertThat(bare.labels()).isEmpty();
    assertThat(bare.finalizers()).isEmpty();
    assertThat(bare.controller()).isEmpty();
    assertThat(bare.deletionTimestamp()).isEmpty();
    assertThat(bare.isDeleting()).isFalse();
    assertThat(bare.number(-1, "spec", "replicas")).isEqualTo(-1);
    assertThat(bare.at("a", "b", "c").isMissingNode()).isTrue();
  }

  @Test
  void edit_changesACopyOnly() {
    KubeObject pod = KubeObject.parse(POD);

    KubeObject edited = pod.edit(tree -> Json.objectAt(tree, "metadata", "labels").put("a", "9"));

    assertThat(edited.labels()).containsEntry("a", "9");
    assertThat(pod.labels()).containsEntry("a", "1");
    assertThat(UTF_8.decode(pod.json()).toString()).isEqualTo(POD);
  }

  @Test
  void bytes_areMadeOnceAndKeepTheOrderOfMembers() {
    KubeObject pod = KubeObject.parse(POD);

    assertThat(UTF_8.decode(pod.json()).toString()).isEqualTo(POD);
    assertThat(pod.bytes()).isSameAs(pod.bytes());
  }

  @Test
  void compactDocument_readsTheSame() {
    KubeObject pod = KubeObject.parse(POD).compact();

    assertThat(pod).isEqualTo(KubeObject.parse(POD));
    assertThat(pod.name()).isEqualTo("web-0");
  }

  @Test
  void equality_isThatOfTheTrees() {
    ObjectNode reordered = Json.object();
    reordered.putObject("metadata").put("namespace", "default").put("name", "a");
    reordered.put("kind", "ConfigMap").put("apiVersion", "v1");

    KubeObject made = KubeObject.of(ResourceType.CONFIG_MAPS, ObjectKey.of("default", "a"));

    assertThat(made)
        .isEqualTo(KubeObject.of(reordered))
        .hasSameHashCodeAs(KubeObject.of(reordered));
    assertThat(made).isNotEqualTo(made.edit(tree -> tree.put("immutable", true)));
  }
}

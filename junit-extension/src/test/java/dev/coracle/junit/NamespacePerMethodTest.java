// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@MiniCluster(namespace = TestNamespace.PER_METHOD, manifests = "junit/config.yaml")
class NamespacePerMethodTest {

  private static final String SAME =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: same}, data: {of: %s}}";

  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  private static Cluster whole;

  private Cluster field;
  private String beforeEach = "";

  @BeforeAll
  static void cluster_isInNoNamespaceYet(Cluster cluster) {
    assertThat(cluster.namespace()).isEqualTo("default");
    assertThat(cluster.list("configmaps")).extracting(KubeObject::name).doesNotContain("preloaded");
  }

  @BeforeEach
  void eachTest(Cluster cluster) {
    beforeEach = cluster.namespace();
  }

  @AfterAll
  static void namespaces_areGone(Cluster cluster) {
    assertThat(SEEN).hasSize(5);
    SEEN.forEach(name -> cluster.awaitGone("ns/" + name));
  }

  @RepeatedTest(3)
  void everyRepetition_hasANamespaceOfItsOwn(Cluster cluster) {
    String name = cluster.namespace();
    boolean isNew = SEEN.add(name);

    assertThat(cluster.find("configmap/same")).isEmpty();
    cluster.apply(SAME.formatted(name));

    assertThat(isNew).isTrue();
    assertThat(name)
        .matches("namespace-per-method-test-every-repetition-has-a-namespace-of-\\d+")
        .hasSizeLessThanOrEqualTo(63);
    assertThat(cluster.get(ResourceType.CONFIG_MAPS, "same").text("data", "of")).isEqualTo(name);
  }

  @Test
  void manifestsOfTheAnnotation_areInIt(Cluster cluster, KubernetesClient client) {
    SEEN.add(cluster.namespace());

    assertThat(cluster.find("configmap/preloaded")).isPresent();
    assertThat(cluster).isSameAs(field).isNotSameAs(whole);
    assertThat(beforeEach).isEqualTo(cluster.namespace());
    assertThat(client.configMaps().withName("preloaded").get()).isNotNull();
  }

  @Nested
  class Inner {

    @Test
    void nestedTest_hasOneToo(Cluster cluster) {
      SEEN.add(cluster.namespace());

      assertThat(cluster.namespace()).startsWith("inner-nested-test-has-one-too-");
      assertThat(cluster.find("configmap/preloaded")).isPresent();
      assertThat(cluster).isSameAs(field);
    }
  }
}

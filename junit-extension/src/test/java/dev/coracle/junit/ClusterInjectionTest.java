// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiClient;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the values of a cluster come to. */
@MiniCluster(time = ClusterTime.VIRTUAL)
class ClusterInjectionTest {

  private final Cluster ofConstructor;
  private Cluster ofBeforeEach;

  ClusterInjectionTest(Cluster cluster) {
    ofConstructor = cluster;
  }

  @BeforeEach
  void before(Cluster cluster, KubeClient client) {
    ofBeforeEach = cluster;
    assertThat(client.list(ResourceType.NODES, ListOptions.ALL).items()).hasSize(1);
  }

  @AfterEach
  void after(Cluster cluster) {
    assertThat(cluster).isSameAs(ofConstructor);
  }

  @Test
  void constructorAndCallbacks_getTheClasssCluster(Cluster cluster) {
    assertThat(cluster).isSameAs(ofConstructor).isSameAs(ofBeforeEach);
  }

  @Test
  void everyType_isOfTheSameClusterAndMadeOnce(
      Cluster cluster,
      KubeClient client,
      HttpClient http,
      KubernetesClient fabric8,
      ApiClient official,
      KubeClient again) {
    assertThat(client).isSameAs(again).isSameAs(cluster.client());
    assertThat(http.proxy()).isPresent();
    assertThat(fabric8.getMasterUrl().toString()).startsWith(cluster.httpUrl().toString());
    assertThat(official.getBasePath()).isEqualTo(cluster.httpUrl().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void parameterizedTest_getsTheClusterBesideItsArguments(String argument, Cluster cluster) {
    assertThat(argument).isIn("a", "b");
    assertThat(cluster).isSameAs(ofConstructor);
  }

  @RepeatedTest(2)
  void repeatedTest_getsTheSameClusterEachTime(Cluster cluster) {
    assertThat(cluster).isSameAs(ofConstructor);
  }

  @Nested
  class InnerConstructor {

    private final Cluster own;

    InnerConstructor(Cluster cluster) {
      own = cluster;
    }

    @Test
    void innerConstructor_getsTheOutersCluster() {
      assertThat(own).isSameAs(ofConstructor);
    }
  }
}

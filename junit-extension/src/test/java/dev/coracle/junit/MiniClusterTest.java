// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.ProxyMode;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@MiniCluster(
    nodes = 2,
    zones = {"a", "b"},
    manifests = "junit/config.yaml")
class MiniClusterTest {

  private static Cluster shared;
  private static Cluster atBeforeAll;

  private Cluster field;
  private KubernetesClient fabric8;
  private final Cluster untouched = null;
  private String beforeEach = "";

  @BeforeAll
  static void before(Cluster cluster) {
    atBeforeAll = cluster;
  }

  @BeforeEach
  void eachTest(Cluster cluster) {
    beforeEach = cluster.nodes().toString();
  }

  @Test
  void cluster_isTheClasssEverywhere(Cluster parameter) {
    assertThat(parameter).isSameAs(shared).isSameAs(field).isSameAs(atBeforeAll);
    assertThat(beforeEach).isEqualTo("[node-1, node-2]");
  }

  @Test
  void finalField_keepsItsValue() {
    assertThat(untouched).isNull();
  }

  @Test
  void options_shapeTheCluster(Cluster cluster) {
    assertThat(cluster.nodes()).hasSize(2);
    assertThat(cluster.get(ResourceType.NODES, "node-2").labels())
        .containsEntry("topology.kubernetes.io/zone", "b");
  }

  @Test
  void manifests_areAppliedFirst(KubeClient client, Cluster cluster) {
    assertThat(cluster.get(ResourceType.CONFIG_MAPS, "preloaded").text("data", "key"))
        .isEqualTo("value");
    assertThat(client).isNotNull();
  }

  @Test
  void fabric8Client_reachesTheCluster(KubernetesClient parameter) {
    assertThat(parameter).isSameAs(fabric8);
    assertThat(parameter.configMaps().withName("preloaded").get().getData())
        .containsEntry("key", "value");
  }

  @Test
  void officialClient_reachesTheCluster(ApiClient client) throws ApiException {
    assertThat(
            new CoreV1Api(client)
                .readNamespacedConfigMap("preloaded", "default")
                .execute()
                .getData())
        .containsEntry("key", "value");
  }

  @Test
  void httpClient_isSupplied(HttpClient http) {
    assertThat(http.proxy()).isPresent();
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void methodsAnnotation_makesItsOwnCluster(Cluster own) {
    assertThat(own).isSameAs(field).isNotSameAs(shared);
    assertThat(own.nodes()).hasSize(1);
    own.advance(Duration.ofHours(1));
  }

  @Test
  @MiniCluster(
      plan = NetworkPlan.VIRTUAL,
      proxyMode = ProxyMode.IPVS,
      ipvsScheduler = IpvsScheduler.SOURCE_HASHING)
  void network_isWhatTheAnnotationSays(Cluster own) {
    assertThat(own.plan()).isEqualTo(NetworkPlan.VIRTUAL);
  }

  @Test
  void systemTime_isTheDefault(Cluster cluster) {
    assertThatThrownBy(() -> cluster.advance(Duration.ofHours(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Nested
  class Inner {

    private Cluster inner;

    @Test
    void nestedClass_usesTheEnclosingClasssCluster(Cluster parameter) {
      assertThat(parameter).isSameAs(shared).isSameAs(inner).isSameAs(field);
    }
  }

  @Nested
  @MiniCluster(nodes = 3)
  class InnerWithItsOwn {

    @Test
    void annotatedNestedClass_hasItsOwnCluster(Cluster parameter) {
      assertThat(parameter).isNotSameAs(shared);
      assertThat(parameter.nodes()).hasSize(3);
    }
  }
}

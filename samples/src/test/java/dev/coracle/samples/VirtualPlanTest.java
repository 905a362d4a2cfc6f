// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

/**
 * A cluster whose addresses are no addresses of this machine: what macOS has by default, and what
 * software needs that refuses loopback addresses. Pods, the supplied client and {@code realAddress}
 * reach them.
 */
@MiniCluster(
    time = ClusterTime.VIRTUAL,
    plan = NetworkPlan.VIRTUAL,
    manifests = {"manifests/deployment-rolling-update.yaml", "manifests/service-clusterip.yaml"})
class VirtualPlanTest {

  private static final String SERVICE = "my-clusterip-service";

  @Test
  void addresses_areNoneOfThisMachine(Cluster cluster) {
    String ip = cluster.get(ResourceType.SERVICES, SERVICE).text("spec", "clusterIP");

    assertThat(cluster.plan()).isEqualTo(NetworkPlan.VIRTUAL);
    assertThat(ip).startsWith("198.18.");
  }

  @Test
  void clusterName_worksFromOutside(HttpClient http) throws Exception {
    assertThat(Web.get(http, "http://" + SERVICE + ".default/").body())
        .contains("Pod: my-app-deployment-");
  }

  @Test
  void realAddress_isWhereAProgramOfThisMachineCalls(Cluster cluster) throws Exception {
    String ip = cluster.get(ResourceType.SERVICES, SERVICE).text("spec", "clusterIP");

    assertThat(cluster.realAddress(ip, 80).getHostString()).startsWith("127.");
    assertThat(Web.get(cluster.realAddress(ip, 80))).contains("Pod: my-app-deployment-");
  }
}

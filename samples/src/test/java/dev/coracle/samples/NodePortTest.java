// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

@MiniCluster(
    nodes = 2,
    time = ClusterTime.VIRTUAL,
    manifests = {"manifests/deployment-rolling-update.yaml", "manifests/service-nodeport.yaml"})
class NodePortTest {

  @Test
  void nodePort_answersOnEveryNode(Cluster cluster) throws Exception {
    for (String node : cluster.nodes()) {
      String address =
          cluster.get(NODES, node).at("status", "addresses").get(0).path("address").asString();

      assertThat(Web.get(cluster.realAddress(address, 30007))).contains("Pod: my-app-deployment-");
    }
  }
}

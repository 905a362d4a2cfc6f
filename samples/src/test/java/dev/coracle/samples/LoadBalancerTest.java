// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

@MiniCluster(
    time = ClusterTime.VIRTUAL,
    manifests = {"manifests/deployment-rolling-update.yaml", "manifests/service-loadbalancer.yaml"})
class LoadBalancerTest {

  @Test
  void loadBalancer_servesOnItsExternalAddress(Cluster cluster) throws Exception {
    String external =
        cluster
            .get(SERVICES, "my-loadbalancer-service")
            .at("status", "loadBalancer", "ingress")
            .path(0)
            .path("ip")
            .asString();

    assertThat(Web.get(cluster.realAddress(external, 80))).contains("Pod: my-app-deployment-");
  }
}

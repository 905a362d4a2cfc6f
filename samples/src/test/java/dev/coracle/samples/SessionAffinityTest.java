// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionAffinityTest {

  private static final String APP = "manifests/deployment-rolling-update.yaml";
  private static final String STICKY = "manifests/service-affinity.yaml";

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      manifests = {APP, STICKY})
  void clientAddress_isAlwaysServedByTheSamePod(Cluster cluster) throws Exception {
    InetSocketAddress sticky = cluster.addressOf("sticky", 80);

    Set<String> pods = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      pods.add(Web.get(sticky));
    }

    assertThat(pods).hasSize(1);
  }

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      manifests = {APP, STICKY})
  void affinity_isForgottenAfterItsTimeout(Cluster cluster) throws Exception {
    InetSocketAddress sticky = cluster.addressOf("sticky", 80);

    Set<String> pods = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      pods.add(Web.get(sticky));
      cluster.advance(Duration.ofSeconds(601));
    }

    assertThat(pods).hasSizeGreaterThan(1);
  }
}

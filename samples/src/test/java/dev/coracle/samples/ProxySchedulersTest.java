// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.ProxyMode;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a Service spreads its connections is a choice of the cluster's, and can be one of a test. */
class ProxySchedulersTest {

  private static final String APP = "manifests/deployment-rolling-update.yaml";
  private static final String SERVICE = "manifests/service-clusterip.yaml";
  private static final int REPLICAS = 3;

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      proxyMode = ProxyMode.IPVS,
      ipvsScheduler = IpvsScheduler.ROUND_ROBIN,
      manifests = {APP, SERVICE})
  void roundRobin_asksEachPodInTurn(Cluster cluster) throws Exception {
    List<String> answers = answers(cluster, 2 * REPLICAS);

    assertThat(new HashSet<>(answers)).hasSize(REPLICAS);
    assertThat(answers.subList(0, REPLICAS)).isEqualTo(answers.subList(REPLICAS, 2 * REPLICAS));
  }

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      proxyMode = ProxyMode.IPVS,
      ipvsScheduler = IpvsScheduler.SOURCE_HASHING,
      manifests = {APP, SERVICE})
  void sourceHashing_sendsAClientToOnePod(Cluster cluster) throws Exception {
    assertThat(new HashSet<>(answers(cluster, 4 * REPLICAS))).hasSize(1);
  }

  /** As in iptables mode: at random, so that a test must not count on an order. */
  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      manifests = {APP, SERVICE})
  void iptables_reachesEveryPodInNoOrder(Cluster cluster) throws Exception {
    assertThat(new HashSet<>(answers(cluster, 20 * REPLICAS))).hasSize(REPLICAS);
  }

  private static List<String> answers(Cluster cluster, int count) throws IOException {
    InetSocketAddress service = cluster.addressOf("my-clusterip-service", 80);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(Web.get(service));
    }
    return answers;
  }
}

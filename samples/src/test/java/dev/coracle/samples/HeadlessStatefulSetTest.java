// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ObjectKey;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadlessStatefulSetTest {

  private static final String WEB = "manifests/service-headless-statefulset.yaml";

  @Test
  @MiniCluster(manifests = {WEB, "client.yaml"})
  void headlessService_namesEveryReadyPod(Cluster cluster) {
    String[] addresses =
        IntStream.range(0, 3).mapToObj(i -> address(cluster, "web-" + i)).toArray(String[]::new);

    assertThat(resolve(cluster, "web.default.svc.cluster.local").lines())
        .containsExactlyInAnyOrder(addresses);
  }

  @Test
  @MiniCluster(manifests = {WEB, "client.yaml"})
  void podName_followsThePodToItsNewAddress(Cluster cluster) {
    String before = address(cluster, "web-1");

    cluster.client().delete(PODS, ObjectKey.of("default", "web-1"));
    cluster.awaitReady();

    assertThat(resolve(cluster, "web-1.web.default.svc.cluster.local").strip())
        .isEqualTo(address(cluster, "web-1"))
        .isNotEqualTo(before);
  }

  private static String address(Cluster cluster, String pod) {
    return cluster.get(PODS, pod).text("status", "podIP");
  }

  private static String resolve(Cluster cluster, String name) {
    return cluster.exec("client", "dig", "+short", name).stdout();
  }
}

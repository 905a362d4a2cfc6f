// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

/** A published policy that is wrong, and its cure: who reaches the application under it. */
@MiniCluster(
    time = ClusterTime.VIRTUAL,
    manifests = {
      "manifests/fixtures.yaml",
      "manifests/deployment-rolling-update.yaml",
      "manifests/service-clusterip.yaml"
    })
class NetworkPolicyTest {

  private static final String CLIENTS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: elsewhere, labels: {name: my-namespace}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: allowed, labels: {app: allowed-client}}
      spec: {containers: [{name: shell, image: busybox, command: [sleep, infinity]}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: stranger, labels: {app: other}}
      spec: {containers: [{name: shell, image: busybox, command: [sleep, infinity]}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {namespace: elsewhere, name: neighbour, labels: {app: other}}
      spec: {containers: [{name: shell, image: busybox, command: [sleep, infinity]}]}
      """;

  private Cluster cluster;

  private boolean reaches(String pod) {
    String url = "http://my-clusterip-service.default.svc.cluster.local";
    return cluster.exec(pod, "wget", "-T", "5", "-qO-", url).exitCode() == 0;
  }

  @Test
  void publishedPolicy_isRefusedAndChangesNothing() {
    cluster.apply(CLIENTS).awaitReady();

    assertThatThrownBy(() -> cluster.applyResource("manifests/networkpolicy.yaml"))
        .hasMessageContaining("unknown field \"spec.egress[0].to[0].cidrSelector\"");
    assertThat(reaches("stranger")).isTrue();
  }

  @Test
  @MiniCluster(
      time = ClusterTime.VIRTUAL,
      manifests = {
        "manifests/fixtures.yaml",
        "manifests/deployment-rolling-update.yaml",
        "manifests/service-clusterip.yaml"
      })
  void cure_letsInThoseItSelectsAndNobodyElse() {
    cluster.apply(CLIENTS).awaitReady();

    cluster.applyResource("manifests/networkpolicy-fixed.yaml").settle();

    assertThat(reaches("allowed")).isTrue();
    assertThat(reaches("elsewhere/neighbour")).isTrue();
    assertThat(reaches("stranger")).isFalse();
    assertThat(cluster.report().toString())
        .contains("denied by the ingress rules of NetworkPolicy default/my-app-network-policy");
  }
}

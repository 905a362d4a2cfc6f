// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ListOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clusters that lack parts. */
final class ControlPlaneTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: nginx}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      """;

  @Test
  void controlPlaneAlone_keepsWhatIsWrittenAsItIs() {
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      cluster.apply(WEB).advance(Duration.ofMinutes(1));

      assertThat(cluster.get(DEPLOYMENTS, "web").at("status").isEmpty()).isTrue();
      assertThat(cluster.get(SERVICES, "web").text("spec", "clusterIP")).startsWith("10.96.");
      assertThat(cluster.client().list(REPLICA_SETS, ListOptions.ALL).items()).isEmpty();
      assertThat(cluster.client().list(NODES, ListOptions.ALL).items()).isEmpty();
      assertThat(cluster.report().toString()).contains("control plane");
    }
  }

  @Test
  void networkOfAControlPlane_isRefusedWithTheRemedy() {
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      assertThatThrownBy(cluster::httpClient)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("build it without controlPlaneOnly()");
    }
  }

  @Test
  void controllerLeftOut_doesNothing() {
    try (Cluster cluster =
        Cluster.builder().virtualTime().withoutControllers("kube-scheduler").start()) {
      cluster.apply(WEB).advance(Duration.ofMinutes(1));

      assertThat(cluster.client().list(PODS, ListOptions.inNamespace("default")).items())
          .singleElement()
          .satisfies(pod -> assertThat(pod.text("spec", "nodeName")).isEmpty());
    }
  }

  @Test
  void controllerOfNoSuchName_isRefused() {
    Cluster.Builder builder = Cluster.builder().virtualTime().withoutControllers("deployments");

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("controller: deployments (expected: one of [")
        .hasMessageContaining("deployment-controller");
  }
}

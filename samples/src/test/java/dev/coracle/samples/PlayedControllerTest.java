// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

/** The states of a cluster that a client must bear, made by the test itself. */
class PlayedControllerTest {

  private static final String APP = "manifests/deployment-rolling-update.yaml";
  private static final ObjectKey KEY = ObjectKey.of("default", "my-app-deployment");

  /** With the API alone what is written stays as it is: a status is what the test says. */
  @Test
  void apiServerAlone_showsTheStatusThatTheTestWrites() {
    try (Cluster cluster = Cluster.builder().controlPlaneOnly().start()) {
      cluster.applyResource(APP);
      KubeObject deployment = cluster.client().get(DEPLOYMENTS, KEY);

      cluster
          .client()
          .updateStatus(
              DEPLOYMENTS,
              deployment.edit(d -> Json.objectAt(d, "status").put("unavailableReplicas", 3)));

      assertThat(cluster.get(DEPLOYMENTS, KEY.name()).number(0, "status", "unavailableReplicas"))
          .isEqualTo(3);
    }
  }

  /** Without a scheduler Pods wait until the test binds them, as on a cluster that is full. */
  @Test
  void podsWithoutAScheduler_stayPending() {
    try (Cluster cluster =
        Cluster.builder().virtualTime().withoutControllers("kube-scheduler").start()) {
      cluster.applyResource(APP).settle();

      assertThat(cluster.client().list(PODS, ListOptions.inNamespace("default")).items())
          .hasSize(3)
          .allSatisfy(pod -> assertThat(pod.text("status", "phase")).isEqualTo("Pending"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.disruption;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.POD_DISRUPTION_BUDGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Pod;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class PodDisruptionBudgetControllerTest {

  private static final String BUDGET =
      """
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: web}
      spec: {selector: {matchLabels: {app: web}}, %s}
      """;

  private final ControllerTester cluster;

  PodDisruptionBudgetControllerTest(Watches watches) {
    cluster = new ControllerTester(watches).addNode("node-1");
  }

  @BeforeEach
  void deploy() {
    cluster.create(
        DEPLOYMENTS,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 4
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {nodeName: node-1, containers: [{name: c, image: web}]}
        """);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minAvailable: 3       | 1 | 3
          minAvailable: 50%     | 2 | 2
          minAvailable: 60%     | 1 | 3
          maxUnavailable: 1     | 1 | 3
          maxUnavailable: 30%   | 2 | 2
          maxUnavailable: 100%  | 4 | 0
          """)
  void limit_becomesAllowedDisruptions(String limit, int allowed, int desired) {
    cluster.create(POD_DISRUPTION_BUDGETS, BUDGET.formatted(limit));

    KubeObject budget = cluster.get(POD_DISRUPTION_BUDGETS, "web");
    assertThat(budget.number(-1, "status", "disruptionsAllowed")).isEqualTo(allowed);
    assertThat(budget.number(-1, "status", "desiredHealthy")).isEqualTo(desired);
    assertThat(budget.number(-1, "status", "currentHealthy")).isEqualTo(4);
    assertThat(budget.number(-1, "status", "expectedPods")).isEqualTo(4);
    assertThat(budget.number(-1, "status", "observedGeneration")).isEqualTo(1);
    assertThat(Json.textAt(budget.at("status", "conditions").path(0), "reason"))
        .isEqualTo("SufficientPods");
  }

  @Test
  void evictionsBeyondTheBudget_areRefusedUntilPodsAreBack() {
    cluster.kubelet().readyAfter(Duration.ofSeconds(5));
    cluster.create(POD_DISRUPTION_BUDGETS, BUDGET.formatted("minAvailable: 3"));

    evictReadyPod();

    assertThatThrownBy(() -> evictReadyPod()).hasMessageContaining("disruption budget");
    assertThat(allowed()).isZero();
    cluster.advance(Duration.ofSeconds(5));
    assertThat(allowed()).isEqualTo(1);
  }

  @Test
  void budgetWithoutPods_allowsNothing() {
    cluster.create(
        POD_DISRUPTION_BUDGETS,
        BUDGET.replace("app: web", "app: other").formatted("minAvailable: 1"));

    assertThat(allowed()).isZero();
    assertThat(cluster.events("NoPods")).contains("No matching pods found");
  }

  @Test
  void podThatNobodyManages_isWarnedOf() {
    cluster.create(
        PODS,
        """
        metadata: {name: alone, labels: {app: web}}
        spec: {nodeName: node-1, containers: [{name: c, image: web}]}
        """);

    cluster.create(POD_DISRUPTION_BUDGETS, BUDGET.formatted("maxUnavailable: 1"));

    assertThat(cluster.events("UnmanagedPods"))
        .first()
        .asString()
        .startsWith(
            "Pods selected by this PodDisruptionBudget (selector:"
                + " &LabelSelector{MatchLabels:map[string]string{app: web,},"
                + "MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged.");
  }

  private void evictReadyPod() {
    KubeObject pod =
        cluster.pods().stream().filter(p -> new Pod(p).isReady()).findFirst().orElseThrow();
    KubeObject eviction =
        KubeObject.parse(
            "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \"%s\"}}"
                .formatted(pod.name()));
    cluster
        .client()
        .createSubresource(PODS, ObjectKey.of("default", pod.name()), "eviction", eviction);
    cluster.settle();
  }

  private int allowed() {
    return cluster.get(POD_DISRUPTION_BUDGETS, "web").number(-1, "status", "disruptionsAllowed");
  }
}

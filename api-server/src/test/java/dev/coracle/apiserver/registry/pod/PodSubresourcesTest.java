// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PodSubresourcesTest {

  private static final ObjectNode BINDING = KindTester.tree("{target: {kind: Node, name: n1}}");

  @Test
  void binding_setsNodeAndCondition() {
    ObjectNode pod = KindTester.tree("{metadata: {name: p}, spec: {}}");

    PodBinding.apply(BINDING, pod, KindTester.NOW);

    assertThat(Json.textAt(pod, "spec", "nodeName")).isEqualTo("n1");
    assertThat(KindTester.text(pod.at("/status/conditions")))
        .isEqualTo(
            """
            [{"type":"PodScheduled","status":"True","lastProbeTime":null,\
            "lastTransitionTime":"2026-01-01T00:10:00Z"}]\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{metadata: {name: p}, spec: {nodeName: n0}} | pod p is already assigned to node \"n0\"",
        "{metadata: {name: p, deletionTimestamp: t}} | pod p is being deleted, cannot be assigned"
            + " to a host",
        "{metadata: {name: p}, spec: {schedulingGates: [{name: g}]}} | pod p has non-empty"
            + " .spec.schedulingGates",
      })
  void unbindablePod_isAConflict(String pod, String why) {
    ObjectNode tree = KindTester.tree(pod);

    assertThatThrownBy(() -> PodBinding.apply(BINDING, tree, KindTester.NOW))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(409);
              assertThat(refusal)
                  .hasMessage("Operation cannot be fulfilled on pods/binding \"p\": " + why);
            });
  }

  @Test
  void bindingWithoutNode_isInvalid() {
    assertThatThrownBy(() -> PodBinding.validate(KindTester.tree("{target: {}}"), "p"))
        .hasMessage("Binding \"p\" is invalid: target.name: Required value");
  }

  private static final KubeObject RUNNING =
      object(
          "{metadata: {name: p, namespace: d, labels: {app: x}}, status: {phase: Running,"
              + " conditions: [{type: Ready, status: 'True'}]}}");
  private static final KubeObject UNREADY =
      object("{metadata: {name: p, namespace: d, labels: {app: x}}, status: {phase: Running}}");

  private static KubeObject object(String yaml) {
    return KubeObject.of(KindTester.tree(yaml));
  }

  private static KubeObject budget(String spec, String status) {
    return object(
        "{metadata: {name: b, namespace: d, generation: 1}, spec: {selector: {matchLabels: {app:"
            + " x}}%s}, status: {observedGeneration: 1, %s}}".formatted(spec, status));
  }

  @Test
  void podWithoutBudget_isEvicted() {
    assertThat(Eviction.decide(RUNNING, List.of(), KindTester.NOW)).isEmpty();
  }

  @Test
  void allowedDisruption_isCounted() {
    KubeObject budget = budget("", "disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1");

    Optional<KubeObject> spent = Eviction.decide(RUNNING, List.of(budget), KindTester.NOW);

    assertThat(spent.orElseThrow().number(-1, "status", "disruptionsAllowed")).isEqualTo(1);
    assertThat(spent.orElseThrow().text("status", "disruptedPods", "p"))
        .isEqualTo("2026-01-01T00:10:00Z");
  }

  @Test
  void exhaustedBudget_isTooManyRequestsWithItsReason() {
    KubeObject budget = budget("", "disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2");

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> Eviction.decide(RUNNING, List.of(budget), KindTester.NOW).isPresent());

    assertThat(refusal.code()).isEqualTo(429);
    assertThat(refusal)
        .hasMessage("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(KindTester.text(refusal.toStatus().path("details")))
        .isEqualTo(
            """
            {"causes":[{"reason":"DisruptionBudget","message":"The disruption budget b needs 2 \
            healthy pods and has 2 currently"}]}\
            """);
  }

  @Test
  void unsynchronisedBudget_saysWhy() {
    KubeObject budget =
        budget(
            "",
            "disruptionsAllowed: 0, conditions: [{type: DisruptionAllowed, status: 'False', reason:"
                + " SyncFailed, message: no scale}]");

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> Eviction.decide(RUNNING, List.of(budget), KindTester.NOW).isPresent());

    assertThat(refusal.toStatus().at("/details/causes/0/message").asString())
        .isEqualTo(
            "The disruption budget b does not allow evicting pods currently because it failed sync:"
                + " no scale");
  }

  @Test
  void unprocessedBudget_asksToRetry() {
    KubeObject budget =
        budget("", "disruptionsAllowed: 1")
            .edit(o -> ((ObjectNode) o.path("metadata")).put("generation", 2));

    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> Eviction.decide(RUNNING, List.of(budget), KindTester.NOW).isPresent());

    assertThat(KindTester.text(refusal.toStatus().path("details")))
        .isEqualTo(
            """
            {"causes":[{"reason":"DisruptionBudget","message":"The disruption budget b is still \
            being processed by the server."}],"retryAfterSeconds":10}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2",
        "', unhealthyPodEvictionPolicy: AlwaysAllow' | disruptionsAllowed: 0, desiredHealthy: 2",
      })
  void unreadyPod_goesWithoutSpending(String spec, String status) {
    assertThat(Eviction.decide(UNREADY, List.of(budget(spec, status)), KindTester.NOW)).isEmpty();
  }

  @Test
  void twoBudgets_areAnError() {
    KubeObject budget = budget("", "disruptionsAllowed: 2");

    assertThatThrownBy(
            () -> Eviction.decide(RUNNING, List.of(budget, budget), KindTester.NOW).isPresent())
        .hasMessage(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                + " not support.");
  }
}

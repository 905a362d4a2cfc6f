// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.POD_DISRUPTION_BUDGETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.time.SystemTime;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** Evictions that meet at one budget. */
class ConcurrentEvictionsTest {

  private static final int PODS_THERE_ARE = 16;

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
    time.close();
  }

  @RepeatedTest(5)
  void evictionsAtOnce_areAllowedOnceAndRefusedWithTheCause() {
    IntStream.range(0, PODS_THERE_ARE).forEach(this::createPod);
    createBudgetOfOne();
    Queue<ApiException> refusals = new ConcurrentLinkedQueue<>();

    IntStream.range(0, PODS_THERE_ARE)
        .forEach(i -> time.work("evict", () -> evict("web-" + i, refusals)));
    time.settle();

    assertThat(refusals)
        .hasSize(PODS_THERE_ARE - 1)
        .allSatisfy(refusal -> assertThat(refusal.code()).isEqualTo(429))
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .hasMessage(
                        "Cannot evict pod as it would violate the pod's disruption budget."));
  }

  private void evict(String pod, Queue<ApiException> refusals) {
    KubeObject eviction =
        Manifest.all("{apiVersion: policy/v1, kind: Eviction, metadata: {name: " + pod + "}}")
            .get(0)
            .object();
    try {
      client.createSubresource(PODS, ObjectKey.of("default", pod), "eviction", eviction);
    } catch (ApiException e) {
      refusals.add(e);
    }
  }

  private void createPod(int number) {
    KubeObject pod =
        Manifest.all(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web-%d, namespace: default, labels: {app: web}}
                spec:
                  serviceAccountName: default
                  nodeName: node-1
                  containers: [{name: web, image: web}]
                """
                    .formatted(number))
            .get(0)
            .object();
    client.create(PODS, pod);
    client.patchStatus(
        PODS,
        pod.key(),
        Patch.merge(
            body -> {
              Json.objectAt(body, "status").put("phase", "Running");
              Json.arrayAt(Json.objectAt(body, "status"), "conditions")
                  .add(Json.object().put("type", "Ready").put("status", "True"));
            }));
  }

  private void createBudgetOfOne() {
    KubeObject budget =
        Manifest.all(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web, namespace: default}
                spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
                """)
            .get(0)
            .object();
    client.create(POD_DISRUPTION_BUDGETS, budget);
    client.patchStatus(
        POD_DISRUPTION_BUDGETS,
        budget.key(),
        Patch.merge(
            body ->
                Json.objectAt(body, "status")
                    .put("observedGeneration", 1)
                    .put("disruptionsAllowed", 1)
                    .put("currentHealthy", PODS_THERE_ARE)
                    .put("desiredHealthy", PODS_THERE_ARE - 1)
                    .put("expectedPods", PODS_THERE_ARE)));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.program.Response;
import dev.coracle.testing.Cluster;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pods that are made ill by a test, and what the cluster makes of it. */
@MiniCluster(time = ClusterTime.VIRTUAL)
class PodFaultsTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 18080, targetPort: 8080}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: web}
      spec:
        serviceName: web
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: main
              image: shop/web:1
              ports: [{containerPort: 8080}]
              readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
      """;

  private static void start(Cluster cluster) {
    cluster
        .images()
        .add("shop/web:1", http(request -> Response.text(request.pod().name())).nonBlocking());
    cluster.apply(WEB).awaitReady();
  }

  private static String condition(KubeObject pod) {
    return pod.at("status", "conditions")
        .valueStream()
        .filter(c -> c.path("type").asString("").equals("Ready"))
        .map(c -> c.path("status").asString(""))
        .findFirst()
        .orElse("");
  }

  private static Stream<String> answers(Cluster cluster) {
    return IntStream.range(0, 8).mapToObj(i -> answer(cluster));
  }

  private static String answer(Cluster cluster) {
    try {
      return Web.get(cluster.addressOf("web", 18080));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void podThatAnswersWithErrors_getsNoTrafficUntilItIsWell(Cluster cluster) {
    start(cluster);

    cluster.pod("web-0").answer(503);
    cluster.advance(Duration.ofSeconds(5));
    assertThat(condition(cluster.pod("web-0").object())).isEqualTo("False");
    assertThat(answers(cluster)).containsOnly("web-1");

    cluster.pod("default/web-0").answerNormally();
    cluster.advance(Duration.ofSeconds(5));
    assertThat(condition(cluster.get(PODS, "web-0"))).isEqualTo("True");
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void podThatCrashes_isStartedAgain(Cluster cluster) {
    start(cluster);

    cluster.pod("web-1").crash();
    cluster.advance(Duration.ofSeconds(5));

    KubeObject pod = cluster.pod("web-1").object();
    assertThat(pod.at("status", "containerStatuses").path(0).path("restartCount").asInt()).isOne();
    assertThat(condition(pod)).isEqualTo("True");
  }

  @Test
  void podThatDoesNotRun_cannotBeMadeIll(Cluster cluster) {
    assertThatThrownBy(() -> cluster.pod("none").answer(500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pod: default/none (expected: a Pod that runs on a node; settle() first?)");
  }
}

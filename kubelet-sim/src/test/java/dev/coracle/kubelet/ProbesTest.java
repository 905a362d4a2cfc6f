// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbesTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - name: web
          image: web:1
          ports: [{containerPort: 8080, name: http}]
      """;

  private final KubeletTester node = new KubeletTester();
  private final AtomicInteger answer = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();

  ProbesTest() {
    node.images.add(
        "web:1",
        http(
            request -> {
              asked.incrementAndGet();
              return status(answer.get());
            }));
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void initialDelay_skipsTheTicksBeforeIt() {
    node.apply(
        POD
            + "    readinessProbe: {httpGet: {port: http}, initialDelaySeconds: 5, periodSeconds:"
            + " 2}\n");

    node.advance(Duration.ofSeconds(5));
    int early = asked.get();
    String readyEarly = node.condition("web", "Ready");
    node.advance(Duration.ofSeconds(1));

    assertThat(early).isZero();
    assertThat(readyEarly).isEqualTo("False");
    assertThat(asked).hasValue(1);
    assertThat(node.condition("web", "Ready")).isEqualTo("True");
  }

  @Test
  void failedLiveness_restartsTheContainer() {
    node.apply(POD + "    livenessProbe: {tcpSocket: {port: 9}, periodSeconds: 1}\n");

    node.advance(Duration.ofSeconds(2));

    assertThat(node.container("web").path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.container("web").path("ready").asBoolean()).isTrue();
    assertThat(node.events("web"))
        .contains(
            "Unhealthy: Liveness probe failed: dial tcp 10.0.0.1:9: connect: connection refused",
            "Killing: Container web failed liveness probe, will be restarted");
  }

  @Test
  void startupProbe_holdsTheOthersBack() {
    answer.set(503);
    node.apply(
        POD
            + """
                startupProbe: {httpGet: {path: /up, port: http}, periodSeconds: 1, failureThreshold: 30}
                livenessProbe: {tcpSocket: {port: 9}, periodSeconds: 1, failureThreshold: 1}
            """);
    node.advance(Duration.ofSeconds(5));
    int restartsBefore = node.container("web").path("restartCount").asInt();
    boolean startedBefore = node.container("web").path("started").asBoolean();

    answer.set(200);
    node.advance(Duration.ofSeconds(2));

    assertThat(restartsBefore).isZero();
    assertThat(startedBefore).isFalse();
    assertThat(node.container("web").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void execProbe_runsItsCommand() {
    node.apply(
        POD
            + """
                readinessProbe: {exec: {command: [test, -f, /ready]}, periodSeconds: 1}
                lifecycle: {postStart: {exec: {command: [touch, /ready]}}}
            """);

    assertThat(node.condition("web", "Ready")).isEqualTo("True");
  }

  @Test
  void slowAnswer_isATimeout() {
    node.images.add("web:1", http(r -> status(200).withDelay(Duration.ofSeconds(3))));

    node.apply(POD + "    readinessProbe: {httpGet: {path: /, port: http}}\n");
    node.advance(Duration.ofSeconds(1));

    assertThat(node.condition("web", "Ready")).isEqualTo("False");
    assertThat(node.events("web"))
        .contains(
            "Unhealthy: Readiness probe failed: Get \"http://10.0.0.1:8080/\": context deadline"
                + " exceeded (Client.Timeout exceeded while awaiting headers)");
  }

  @Test
  void unknownNamedPort_isAnError() {
    node.apply(POD + "    readinessProbe: {httpGet: {path: /, port: nope}}\n");

    assertThat(node.events("web"))
        .anySatisfy(
            event ->
                assertThat(event)
                    .startsWith(
                        "Unhealthy: Readiness probe errored and resulted in unknown state: "));
  }

  @Test
  void answeringForAPod_takesItOutOfService() {
    node.apply(POD + "    readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}\n");

    node.kubelets.answer(KubeletTester.key("web"), request -> status(500));
    node.advance(Duration.ofSeconds(3));
    String during = node.condition("web", "Ready");
    node.kubelets.answerNormally(KubeletTester.key("web"));
    node.advance(Duration.ofSeconds(1));

    assertThat(during).isEqualTo("False");
    assertThat(node.condition("web", "Ready")).isEqualTo("True");
  }
}

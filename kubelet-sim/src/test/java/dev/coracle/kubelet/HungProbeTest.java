// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import dev.coracle.program.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that hangs impolitely fails its probe when its time is over in virtual time. */
@Timeout(120)
class HungProbeTest {

  private final KubeletTester node = new KubeletTester();
  private final AtomicBoolean over = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    over.set(true);
    end.countDown();
    node.close();
  }

  /** Turns round without ever waiting, and does not look whether it was interrupted. */
  private void spin() {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  /** Waits, and takes every interrupt for none of its business. */
  private void waitStubbornly() {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        // It is asked to stop, and does not.
      }
    }
  }

  /** Hangs when it is first called. */
  private void hangOnce(Runnable how) {
    if (calls.getAndIncrement() == 0) {
      how.run();
    }
  }

  private void server(Runnable how) {
    node.images.add(
        "hung",
        Programs.http(
            request -> {
              hangOnce(how);
              return Response.text("well");
            }));
  }

  private void command(Runnable how) {
    ContainerProgram check =
        context -> {
          hangOnce(how);
          context.exit(0);
        };
    node.images.add(
        "hung",
        new Image(
            "hung",
            Programs.http("well"),
            Map.of("check", check),
            Image.Files.NONE,
            Map.of(),
            false));
  }

  private void pod(String handler) {
    node.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: hung
            ports: [{containerPort: 80}]
            livenessProbe: {%s, timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 1}
        """
            .formatted(handler));
  }

  private int restarts() {
    return node.container("p").path("restartCount").asInt();
  }

  private void assertRestartedAfterThreeSeconds(String message) {
    node.advance(Duration.ofSeconds(2));
    int early = restarts();
    node.advance(Duration.ofSeconds(4));

    assertThat(early).isZero();
    assertThat(restarts()).isEqualTo(1);
    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.events("p"))
        .contains(
            "Unhealthy: Liveness probe failed: " + message,
            "Killing: Container main failed liveness probe, will be restarted");
  }

  @Test
  void serverThatSpins_isRestarted() {
    server(this::spin);

    pod("httpGet: {path: /live, port: 80}");

    assertRestartedAfterThreeSeconds(
        "Get \"http://10.0.0.1:80/live\": context deadline exceeded (Client.Timeout exceeded while"
            + " awaiting headers)");
  }

  @Test
  void serverThatIgnoresItsInterrupt_isRestarted() {
    server(this::waitStubbornly);

    pod("httpGet: {path: /live, port: 80}");

    assertRestartedAfterThreeSeconds(
        "Get \"http://10.0.0.1:80/live\": context deadline exceeded (Client.Timeout exceeded while"
            + " awaiting headers)");
  }

  @Test
  void commandThatSpins_isRestarted() {
    command(this::spin);

    pod("exec: {command: [check, it]}");

    assertRestartedAfterThreeSeconds("command timed out: \"check it\" timed out after 3s");
  }

  @Test
  void commandThatIgnoresItsInterrupt_isRestarted() {
    command(this::waitStubbornly);

    pod("exec: {command: [check, it]}");

    assertRestartedAfterThreeSeconds("command timed out: \"check it\" timed out after 3s");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import dev.coracle.program.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Pod that sleeps or hangs within a probe does not keep time from being settled. */
class VirtualSleepTest {

  private final KubeletTester node = new KubeletTester();

  @BeforeEach
  void addSlowServer() {
    node.images.add(
        "slow",
        Programs.http(
            request -> {
              request.context().time().sleep(Duration.ofSeconds(3));
              return Response.text("slow");
            }));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void pod(String image, String probe) {
    node.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: %s, ports: [{containerPort: 80}], readinessProbe: {%s}}
        """
            .formatted(image, probe));
  }

  @Test
  void httpProbeOfASlowServer_timesOut() {
    pod("slow", "httpGet: {port: 80}, timeoutSeconds: 2, failureThreshold: 1");

    node.advance(Duration.ofSeconds(5));

    assertThat(node.events("p")).anyMatch(event -> event.contains("context deadline exceeded"));
  }

  @Test
  void httpProbeWithPatience_waitsInVirtualTime() {
    pod("slow", "httpGet: {port: 80}, timeoutSeconds: 5");

    node.advance(Duration.ofSeconds(2));
    String before = node.condition("p", "Ready");
    node.advance(Duration.ofSeconds(2));

    assertThat(before).isEqualTo("False");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @Test
  void httpProbeOfAServerThatHangs_timesOutInVirtualTime() {
    CountDownLatch never = new CountDownLatch(1);
    node.images.add(
        "hung",
        Programs.http(
            request -> {
              never.await();
              return Response.text("never");
            }));
    pod("hung", "httpGet: {port: 80}, timeoutSeconds: 2, failureThreshold: 1");

    node.advance(Duration.ofSeconds(2));

    assertThat(node.events("p")).anyMatch(event -> event.contains("context deadline exceeded"));
  }

  @Test
  void execProbeOfAProgramThatHangs_timesOutInVirtualTime() {
    CountDownLatch never = new CountDownLatch(1);
    node.images.add(
        "main",
        new Image(
            "main",
            Programs.http("well"),
            Map.of("hang", context -> never.await()),
            Image.Files.NONE,
            Map.of(),
            false));
    pod("main", "exec: {command: [hang]}, timeoutSeconds: 2, failureThreshold: 1");

    node.advance(Duration.ofSeconds(2));

    assertThat(node.events("p")).anyMatch(event -> event.contains("timed out after 2s"));
  }

  @Test
  void serverOfACutProbe_wakesWithoutEffect() {
    pod("slow", "httpGet: {port: 80}, timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 1");
    node.advance(Duration.ofSeconds(8));

    node.advance(Duration.ofSeconds(8));

    assertThat(node.events("p"))
        .filteredOn(event -> event.contains("context deadline exceeded"))
        .isNotEmpty();
  }

  @Test
  void execProbeThatSleeps_timesOut() {
    pod("web", "exec: {command: [sleep, \"3\"]}, timeoutSeconds: 2, failureThreshold: 1");

    node.advance(Duration.ofSeconds(5));

    assertThat(node.events("p")).anyMatch(event -> event.contains("timed out after 2s"));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.main;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.program.Programs;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodLifecycleTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - name: web
          image: web:1
          ports: [{containerPort: 8080}]
      """;

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void boundPod_runsAndServes() throws Exception {
    node.images.add("web:1", http(request -> text("hello from " + request.pod().name())));

    node.apply(WEB);

    assertThat(node.phase("web")).isEqualTo("Running");
    assertThat(node.condition("web", "Ready")).isEqualTo("True");
    assertThat(node.pod("web").text("status", "hostIP")).isEqualTo("192.168.0.1");
    assertThat(node.get("web", 8080, "/").body()).isEqualTo("hello from web");
    assertThat(node.events("web"))
        .containsExactly(
            "Pulling: Pulling image \"web:1\"",
            "Pulled: Successfully pulled image \"web:1\" in 0s (0s including waiting). Image"
                + " size: 0 bytes.",
            "Created: Container created",
            "Started: Container started");
  }

  @Test
  void deletedPod_isStoppedThenRemoved() {
    node.images.add("web:1", http(200));
    node.apply(WEB);

    node.delete("web");

    assertThat(node.find("web")).isEmpty();
    assertThat(node.network.log()).containsExactly("attach default/web", "detach default/web");
    assertThat(node.events("web")).contains("Killing: Stopping container web");
  }

  @Test
  void programThatIgnoresItsSignal_isKilledWhenItsGraceIsOver() {
    node.images.add("web:1", context -> context.onTerminate(() -> {}));
    node.apply(WEB);

    node.delete("web");
    node.advance(Duration.ofSeconds(29));
    boolean thereBefore = node.find("web").isPresent();
    node.advance(Duration.ofSeconds(1));

    assertThat(thereBefore).isTrue();
    assertThat(node.find("web")).isEmpty();
  }

  @Test
  void crashingContainer_backsOff() {
    node.images.add("web:1", main(context -> 3));

    node.apply(WEB);

    assertThat(node.container("web").at("/state/waiting/reason").asString())
        .isEqualTo("CrashLoopBackOff");
    assertThat(node.container("web").at("/state/waiting/message").asString())
        .startsWith("back-off 10s restarting failed container=web pod=web_default(");
    assertThat(node.container("web").at("/lastState/terminated/exitCode").asInt()).isEqualTo(3);
    assertThat(node.container("web").path("restartCount").asInt()).isEqualTo(1);
    node.advance(Duration.ofSeconds(10));
    assertThat(node.container("web").path("restartCount").asInt()).isEqualTo(2);
  }

  @Test
  void failingReadiness_makesThePodUnready() {
    java.util.concurrent.atomic.AtomicInteger answer =
        new java.util.concurrent.atomic.AtomicInteger(200);
    node.images.add("web:1", http(request -> Programs.status(answer.get())));
    node.apply(
        WEB + "    readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}\n");
    String before = node.condition("web", "Ready");

    answer.set(503);
    node.advance(Duration.ofSeconds(15));

    assertThat(before).isEqualTo("True");
    assertThat(node.condition("web", "Ready")).isEqualTo("False");
    assertThat(node.events("web"))
        .contains("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503");
  }

  @Test
  void command_runsInTheShellAndCompletes() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: job}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "echo hello $NAME; sleep 60; exit 7"]
            env: [{name: NAME, value: world}]
        """);
    String before = node.phase("job");

    node.advance(Duration.ofSeconds(60));

    assertThat(before).isEqualTo("Running");
    assertThat(node.phase("job")).isEqualTo("Failed");
    assertThat(node.logs("job")).isEqualTo("hello world\n");
    assertThat(node.container("job").at("/state/terminated/exitCode").asInt()).isEqualTo(7);
  }

  @Test
  void programThatWaitsForItself_doesNotKeepTheClusterFromSettling() throws Exception {
    java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
    node.images.add(
        "web:1",
        main(
            context -> {
              context.stdout().println("waiting");
              never.await();
              return 0;
            }));

    node.apply(WEB);

    assertThat(node.logs("web")).isEqualTo("waiting\n");
    assertThat(node.phase("web")).isEqualTo("Running");
  }

  @Test
  void changedImage_replacesTheContainer() throws Exception {
    node.images.add("web:1", http("one")).add("web:2", http("two"));
    node.apply(WEB);

    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("web"),
        Patch.strategic(
            p ->
                p.putObject("spec")
                    .putArray("containers")
                    .addObject()
                    .put("name", "web")
                    .put("image", "web:2")));
    node.advance(Duration.ZERO);

    assertThat(node.get("web", 8080, "/").body()).isEqualTo("two");
    assertThat(node.container("web").path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.events("web"))
        .contains("Killing: Container web definition changed, will be restarted");
  }

  @Test
  void exec_runsInTheContainer() throws Exception {
    node.images.add("web:1", http(200));
    node.apply(WEB);

    assertThat(node.exec("web", "hostname")).isEqualTo("web\n");
    assertThat(node.exec("web", "sh", "-c", "echo hi > /f; cat /f; exit 4")).isEqualTo("hi\n[4]");
  }

  @Test
  void unknownImage_isSimulated() throws Exception {
    node.apply(WEB);

    assertThat(node.get("web", 8080, "/any").body()).contains("Pod: web", "Node: node-1");
    assertThat(node.events("web"))
        .anySatisfy(event -> assertThat(event).startsWith("ImageSimulated: "));
  }

  @Test
  void absentImage_backsOff() {
    node.apply(WEB.replace("web:1", "web:404"));
    String first = node.container("web").at("/state/waiting/reason").asString();

    node.advance(Duration.ofSeconds(3));

    assertThat(first).isEqualTo("ErrImagePull");
    assertThat(node.container("web").at("/state/waiting/reason").asString())
        .isEqualTo("ImagePullBackOff");
    assertThat(node.phase("web")).isEqualTo("Pending");
  }
}

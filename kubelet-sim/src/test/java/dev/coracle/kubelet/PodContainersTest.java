// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.main;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order in which the containers of a Pod start, and stop. */
class PodContainersTest {

  private final KubeletTester node = new KubeletTester();
  private final List<String> log = new CopyOnWriteArrayList<>();

  PodContainersTest() {
    node.images.add(
        "server",
        context -> {
          log.add("start " + context.container());
          context.onTerminate(
              () -> {
                log.add("stop " + context.container());
                context.exit(0);
              });
        });
    node.images.add(
        "step",
        main(
            context -> {
              log.add("run " + context.container());
              return 0;
            }));
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void containers_startInOrderAndSidecarsStopLast() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          initContainers:
          - {name: first, image: step}
          - {name: proxy, image: server, restartPolicy: Always}
          - {name: audit, image: server, restartPolicy: Always}
          - {name: last, image: step}
          containers:
          - {name: app, image: server}
        """);
    String ready = node.condition("p", "Ready");

    node.delete("p");

    assertThat(ready).isEqualTo("True");
    assertThat(log)
        .containsExactly(
            "run first",
            "start proxy",
            "start audit",
            "run last",
            "start app",
            "stop app",
            "stop audit",
            "stop proxy");
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void failedInitContainer_failsAPodThatIsNeverRestarted() {
    node.images.add("bad", main(context -> 9));

    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          initContainers: [{name: init, image: bad}]
          containers: [{name: app, image: server}]
        """);

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(log).isEmpty();
    assertThat(
            node.pod("p")
                .at("status", "initContainerStatuses")
                .path(0)
                .at("/state/terminated/exitCode")
                .asInt())
        .isEqualTo(9);
  }

  @Test
  void completedContainers_makeThePodSucceed() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: OnFailure
          initContainers: [{name: proxy, image: server, restartPolicy: Always}]
          containers: [{name: job, image: step}]
        """);

    assertThat(node.phase("p")).isEqualTo("Succeeded");
    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(log).containsExactly("start proxy", "run job", "stop proxy");
    assertThat(node.network.log()).containsExactly("attach default/p", "detach default/p");
  }

  @Test
  void preStopSleep_comesBeforeTheSignal() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: app
            image: server
            lifecycle: {preStop: {sleep: {seconds: 5}}}
        """);

    node.delete("p");
    node.advance(Duration.ofSeconds(4));
    List<String> before = List.copyOf(log);
    node.advance(Duration.ofSeconds(1));

    assertThat(before).containsExactly("start app");
    assertThat(log).containsExactly("start app", "stop app");
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void deadline_failsThePod() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          activeDeadlineSeconds: 60
          containers: [{name: app, image: server}]
        """);

    node.advance(Duration.ofSeconds(60));

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("DeadlineExceeded");
  }

  @Test
  void takenHostPort_refusesThePod() {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: NAME}
        spec:
          containers:
          - {name: app, image: server, ports: [{containerPort: 80, hostPort: 8000}]}
        """;
    node.apply(pod.replace("NAME", "one"));

    node.apply(pod.replace("NAME", "two"));

    assertThat(node.phase("one")).isEqualTo("Running");
    assertThat(node.phase("two")).isEqualTo("Failed");
    assertThat(node.pod("two").text("status", "reason")).isEqualTo("NodePorts");
  }

  @Test
  void hostPortOfASidecar_isTakenToo_thatOfAnInitContainerIsNot() {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: NAME}
        spec:
          initContainers:
          - {name: first, image: server, restartPolicy: Always, ports: [{containerPort: 80, hostPort: 8000}]}
          containers:
          - {name: app, image: server}
        """;
    node.apply(pod.replace("NAME", "one"));

    node.apply(pod.replace("NAME", "two"));
    node.apply(
        pod.replace("NAME", "three")
            .replace(
                "image: server, restartPolicy: Always", "image: busybox, command: [\"true\"]"));

    assertThat(node.pod("two").text("status", "reason")).isEqualTo("NodePorts");
    assertThat(node.phase("three")).isNotEqualTo("Failed");
  }

  @Test
  void crashedContainer_keepsItsLog() throws Exception {
    node.images.add(
        "talker",
        context -> {
          context.stdout().println("run of " + context.pod().name());
          context.stderr().println("to stderr");
        });
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers: [{name: app, image: talker}]
        """);

    node.kubelets.crash(KubeletTester.key("p"), "", 1);
    node.advance(Duration.ZERO);

    assertThat(node.logs("p", true)).isEqualTo("run of p\nto stderr\n");
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void unknownCommand_isAStartError() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers: [{name: app, image: busybox, command: [/no/such]}]
        """);

    assertThat(node.container("p").at("/state/terminated/reason").asString())
        .isEqualTo("StartError");
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(128);
    assertThat(node.container("p").at("/state/terminated/startedAt").asString())
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(node.events("p"))
        .contains("Created: Container created")
        .doesNotContain("Started: Container started")
        .anyMatch(
            event ->
                event.startsWith("Failed: Error: failed to create containerd task")
                    && event.endsWith(
                        "exec: \"/no/such\": stat /no/such: no such file or directory"));
  }

  @Test
  void manyPods_startTogether() {
    node.images.add("web", http(200));
    for (int i = 0; i < 100; i++) {
      node.create(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web-%d}
          spec:
            containers: [{name: app, image: web, ports: [{containerPort: 80}]}]
          """
              .formatted(i));
    }

    node.advance(Duration.ZERO);

    for (int i = 0; i < 100; i++) {
      assertThat(node.condition("web-" + i, "Ready")).isEqualTo("True");
    }
  }
}

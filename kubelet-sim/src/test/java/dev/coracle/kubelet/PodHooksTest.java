// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** postStart and preStop, by every handler, and what becomes of the container when they fail. */
class PodHooksTest {

  private final KubeletTester node = new KubeletTester();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    node.close();
  }

  private String second() {
    return node.time.now().toString().substring(14, 19);
  }

  /** A program that answers HTTP and says when it is asked to stop, and when it stops. */
  private void server() {
    node.images.add(
        "server",
        context -> {
          log.add("start@" + second());
          context.onTerminate(
              () -> {
                log.add("TERM@" + second());
                context.exit(0);
              });
          Programs.http(
                  request -> {
                    log.add(
                        request.method()
                            + " "
                            + request.target()
                            + " "
                            + request.header("User-Agent").orElse("none")
                            + request.header("X-Own").map(own -> " " + own).orElse(""));
                    return Programs.status(request.path().equals("/bad") ? 500 : 200);
                  })
              .start(context);
        });
  }

  private void pod(String hooks) {
    pod("server", hooks, "");
  }

  private void pod(String image, String hooks, String spec) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 10
          %s
          containers:
          - {name: main, image: %s, ports: [{containerPort: 80, name: web}], lifecycle: {%s}}
        """
            .formatted(spec, image, hooks));
  }

  @Test
  void postStartOverHttp_isAGetByTheKubelet() {
    server();

    pod("postStart: {httpGet: {path: /up?x=1, port: web, httpHeaders: [{name: X-Own, value: v}]}}");

    // A real kubelet retries nothing: the program listens before its hook is called.
    assertThat(log).contains("GET /up?x=1 kube-lifecycle/1.36 v");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "exec: {command: ['false']}",
        "exec: {command: [no-such-program]}",
        "httpGet: {path: /bad, port: web}",
        "httpGet: {path: /, port: 81}",
        "tcpSocket: {port: 81}",
      })
  void failedPostStart_killsAndRestartsTheContainer(String handler) {
    server();

    pod("server", "postStart: {" + handler + "}", "restartPolicy: Always");

    assertThat(node.events("p"))
        .contains("FailedPostStartHook: PostStartHook failed", "Killing: FailedPostStartHook");
    assertThat(node.container("p").path("restartCount").asInt()).isPositive();
    assertThat(node.condition("p", "Ready")).isEqualTo("False");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "exec: {command: ['true']}",
        "httpGet: {path: /, port: web}",
        "httpGet: {path: /, port: 80}",
        "tcpSocket: {port: web}",
        "sleep: {seconds: 0}",
      })
  void postStartThatSucceeds_letsTheContainerBe(String handler) {
    server();

    pod("postStart: {" + handler + "}");

    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(node.container("p").path("restartCount").asInt()).isZero();
    assertThat(node.events("p")).noneMatch(event -> event.startsWith("FailedPostStartHook"));
  }

  @Test
  void containerWhosePostStartLasts_runsButIsNotReady() {
    server();

    pod("postStart: {sleep: {seconds: 5}}");
    String phase = node.phase("p");
    String early = node.condition("p", "Ready");
    node.advance(Duration.ofSeconds(5));

    assertThat(phase).isEqualTo("Running");
    assertThat(early).isEqualTo("False");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @Test
  void podDeletedDuringPostStart_stopsAtOnce() {
    server();
    pod("postStart: {sleep: {seconds: 500}}");

    node.delete("p");

    assertThat(node.find("p")).isEmpty();
    assertThat(log).contains("TERM@00:00");
  }

  @Test
  void probes_beginAfterPostStart() {
    server();
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: main
            image: server
            ports: [{containerPort: 80}]
            lifecycle: {postStart: {sleep: {seconds: 5}}}
            livenessProbe: {httpGet: {port: 80, path: /live}, periodSeconds: 1}
        """);

    node.advance(Duration.ofSeconds(4));
    List<String> early = List.copyOf(log);
    node.advance(Duration.ofSeconds(1));

    assertThat(early).containsExactly("start@00:00");
    assertThat(log).contains("GET /live kube-probe/1.36");
  }

  @ParameterizedTest(name = "{0}: stopped after {1} s")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec: {command: [sleep, "4"]}             | 04
          exec: {command: [sh, -c, "sleep 3; exit 1"]} | 03
          sleep: {seconds: 6}                       | 06
          httpGet: {path: /bye, port: web}          | 00
          tcpSocket: {port: web}                    | 00
          exec: {command: ["true"]}                 | 00
          """)
  void preStop_comesBeforeTheSignal(String handler, String second) {
    server();
    pod("preStop: {" + handler + "}");

    node.delete("p");
    node.advance(Duration.ofSeconds(9));

    assertThat(log).contains("TERM@00:" + second);
    assertThat(node.find("p")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec: {command: [sleep, "100"]}           | true
          sleep: {seconds: 100}                     | false
          """)
  void preStopThatIsTooLong_isCutOffByTheGrace(String handler, boolean fails) {
    server();
    pod("preStop: {" + handler + "}");

    node.delete("p");
    node.advance(Duration.ofSeconds(9));
    List<String> early = List.copyOf(log);
    node.advance(Duration.ofSeconds(2));

    assertThat(early).containsExactly("start@00:00");
    assertThat(log).contains("TERM@00:10");
    assertThat(node.find("p")).isEmpty();
    assertThat(node.events("p").contains("FailedPreStopHook: PreStopHook failed")).isEqualTo(fails);
  }

  @Test
  void programThatIgnoresItsSignalAfterALongPreStop_hasTwoSecondsLeft() {
    node.images.add("stubborn", context -> context.onTerminate(() -> log.add("TERM@" + second())));
    pod("stubborn", "preStop: {sleep: {seconds: 100}}", "");

    node.delete("p");
    node.advance(Duration.ofMillis(11_900));
    boolean there = node.find("p").isPresent();
    node.advance(Duration.ofMillis(200));

    assertThat(log).containsExactly("TERM@00:10");
    assertThat(there).isTrue();
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void failedPreStop_isToldAndTheContainerStopped() {
    server();
    pod("preStop: {exec: {command: ['false']}}");

    node.delete("p");

    assertThat(node.events("p"))
        .contains("FailedPreStopHook: PreStopHook failed", "Killing: Stopping container main");
    assertThat(log).contains("TERM@00:00");
  }

  @Test
  void programThatEndsByItself_hasNoPreStop() {
    node.images.add(
        "short",
        Programs.main(
            context -> {
              context.time().sleep(Duration.ofSeconds(3));
              return 0;
            }));
    pod("short", "preStop: {sleep: {seconds: 5}}", "restartPolicy: Never");

    node.advance(Duration.ofSeconds(3));

    assertThat(node.phase("p")).isEqualTo("Succeeded");
  }

  @Test
  void preStopOfARestartByLiveness_isRun() {
    server();
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: main
            image: server
            ports: [{containerPort: 80}]
            lifecycle: {preStop: {sleep: {seconds: 4}}}
            livenessProbe: {httpGet: {port: 80, path: /bad}, periodSeconds: 2, failureThreshold: 2}
        """);

    node.advance(Duration.ofSeconds(7));

    assertThat(log).contains("TERM@00:06", "start@00:06");
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void preStopWithoutGrace_isLeftOut() {
    server();
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - {name: main, image: server, lifecycle: {preStop: {sleep: {seconds: 5}}}}
        """);

    node.delete("p");

    assertThat(node.find("p")).isEmpty();
    assertThat(log).contains("TERM@00:00");
  }

  @Test
  void hooksOfTwoContainers_runSideBySide() {
    node.images.add(
        "server",
        context ->
            context.onTerminate(
                () -> {
                  log.add("TERM@" + second());
                  context.exit(0);
                }));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 20
          containers:
          - {name: a, image: server, lifecycle: {preStop: {sleep: {seconds: 3}}}}
          - {name: b, image: server, lifecycle: {preStop: {sleep: {seconds: 5}}}}
        """);

    node.delete("p");
    node.advance(Duration.ofSeconds(6));

    assertThat(log).contains("TERM@00:03", "TERM@00:05");
    assertThat(node.find("p")).isEmpty();
  }
}

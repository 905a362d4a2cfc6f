// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PodLifeTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  /** A Pod of one container, with more members of its spec and of its container. */
  private void pod(String spec, String container) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          %s
          containers: [{name: main, image: busybox, %s}]
        """
            .formatted(spec, container));
  }

  private String state() {
    JsonNode state = node.container("p").path("state");
    String which = state.propertyNames().iterator().next();
    return which + " " + state.path(which).path("reason").asString("");
  }

  @ParameterizedTest(name = "{0}, exit {1}")
  @CsvSource(
      textBlock =
          """
          Never,     0, Succeeded, terminated Completed,     0
          Never,     3, Failed,    terminated Error,         0
          OnFailure, 0, Succeeded, terminated Completed,     0
          OnFailure, 3, Running,   waiting CrashLoopBackOff, 1
          Always,    0, Running,   waiting CrashLoopBackOff, 1
          Always,    3, Running,   waiting CrashLoopBackOff, 1
          """)
  void ending_isWhatThePolicyMakesOfIt(
      String policy, int code, String phase, String state, int restarts) throws Exception {
    pod("restartPolicy: " + policy, "command: [sh, -c, 'exit " + code + "']");
    node.ended("p");
    node.advance(Duration.ofSeconds(1));
    node.ended("p");

    assertThat(node.phase("p")).isEqualTo(phase);
    assertThat(state()).isEqualTo(state);
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(restarts);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          echo -n bye >/dev/termination-log; exit 1          => terminationMessagePath: /dev/termination-log => bye
          echo -n own >/tmp/m; exit 0                        => terminationMessagePath: /tmp/m               => own
          echo from log; exit 1                              => terminationMessagePolicy: FallbackToLogsOnError => `from log|`
          printf cut; exit 1                                 => terminationMessagePolicy: FallbackToLogsOnError => cut
          echo from log; exit 0                              => terminationMessagePolicy: FallbackToLogsOnError => ``
          echo log; echo -n file >/dev/termination-log; exit 1 => terminationMessagePolicy: FallbackToLogsOnError => file
          echo nothing; exit 1                               => terminationMessagePolicy: File               => ``
          """)
  void terminationMessage_isReadFromFileOrLog(String script, String member, String message)
      throws Exception {
    pod("restartPolicy: Never", "command: [sh, -c, '" + script + "'], " + member);
    node.ended("p");

    assertThat(node.container("p").at("/state/terminated/message").asString(""))
        .isEqualTo(message.replace('|', '\n'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          sleep 100000                                      => 0
          trap "sleep 4; exit 9" TERM; while :; do sleep 1; done => 6
          trap "" TERM; sleep 100000                        => 30
          """)
  void deletedPod_goesWhenItsProgramEnds(String script, long seconds) {
    pod("restartPolicy: Never", "command: [sh, -c, '" + script + "']");
    node.delete("p");

    node.advance(Duration.ofSeconds(Math.max(0, seconds - 3)));
    boolean before = node.find("p").isPresent();
    node.advance(Duration.ofSeconds(3));

    assertThat(before).isEqualTo(seconds > 0);
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void conditions_comeInKubernetesOrder() {
    pod("restartPolicy: Always", "command: [sleep, '1000']");

    String types =
        node.pod("p")
            .at("status", "conditions")
            .valueStream()
            .map(c -> c.path("type").asString() + "=" + c.path("status").asString())
            .filter(c -> !c.startsWith("PodScheduled"))
            .collect(Collectors.joining(" "));
    assertThat(types)
        .isEqualTo(
            "PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {name: A, value: x}, {name: B, value: $(A)-y}        => echo $B => x-y
          {name: B, value: $(A)}, {name: A, value: x}          => echo $B => $(A)
          {name: A, value: $$(HOME)}                           => echo $A => $(HOME)
          {name: A, value: one}, {name: A, value: two}         => echo $A => two
          {name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}  => echo $A => p
          {name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}  => echo $A => node-1
          {name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}   => echo $A => 10.0.0.1
          {name: HOME, value: /own}                            => echo $HOME => /own
          """)
  void environment_isExpandedInOrder(String env, String script, String out) throws Exception {
    pod("restartPolicy: Never", "env: [" + env + "], command: [sh, -c, sleep 1000]");

    assertThat(node.exec("p", "sh", "-c", script).strip()).isEqualTo(out);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          [echo, $(A)]            => x
          [echo, $$(A)]           => $(A)
          [echo, $(NONE)]         => $(NONE)
          [sh, -c, echo $A]       => x
          [echo, a$(A)b$(A)]      => axbx
          """)
  void command_isExpandedBeforeItRuns(String command, String out) throws Exception {
    pod("restartPolicy: Never", "env: [{name: A, value: x}], command: " + command);

    assertThat(node.ended("p")).isEqualTo(out + "\n");
  }

  @Test
  void hostAliases_areKnownToPrograms() throws Exception {
    pod(
        "hostAliases: [{ip: 10.1.2.3, hostnames: [foo.local, bar.local]}]",
        "command: [sleep, '1000']");

    assertThat(node.exec("p", "cat", "/etc/hosts"))
        .endsWith("# Entries added by HostAliases.\n10.1.2.3\tfoo.local\tbar.local\n");
    assertThat(node.exec("p", "getent", "hosts", "bar.local")).startsWith("10.1.2.3");
    assertThat(node.exec("p", "hostname", "-i")).isEqualTo("10.0.0.1\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          exec: {command: [sleep, "3"]} => 3
          sleep: {seconds: 3}                                           => 3
          httpGet: {port: 81}                                           => 0
          """)
  void preStop_consumesTheGrace(String hook, long seconds) throws Exception {
    node.images.add(
        "stubborn",
        context ->
            context.onTerminate(
                () ->
                    context
                        .stdout()
                        .println("TERM at " + context.time().now().toString().substring(17, 19))));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 10
          containers: [{name: main, image: stubborn, lifecycle: {preStop: {%s}}}]
        """
            .formatted(hook));
    node.delete("p");

    node.advance(Duration.ofSeconds(9));
    String log = node.logs("p");
    node.advance(Duration.ofSeconds(1));

    assertThat(log).isEqualTo("TERM at 0" + seconds + "\n");
    assertThat(node.events("p")).contains("Killing: Stopping container main");
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void failedPostStart_killsTheContainer() {
    pod(
        "restartPolicy: Never",
        "command: [sleep, '1000'], lifecycle: {postStart: {exec: {command: ['false']}}}");
    node.advance(Duration.ofSeconds(31));

    assertThat(node.events("p")).contains("FailedPostStartHook: PostStartHook failed");
    assertThat(node.phase("p")).isEqualTo("Failed");
  }

  @Test
  void crashLoop_backsOffUpToFiveMinutesAndStartsAfresh() {
    pod("restartPolicy: Always", "command: [sh, -c, 'exit 1']");

    // 0 + 10 + 20 + 40 + 80 + 160 + 300
    node.advance(Duration.ofSeconds(609));
    int before = node.container("p").path("restartCount").asInt();
    node.advance(Duration.ofSeconds(2));

    assertThat(before).isEqualTo(6);
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(7);
    assertThat(node.container("p").at("/state/waiting/message").asString())
        .startsWith("back-off 5m0s restarting failed container=main pod=p_default(");
  }
}

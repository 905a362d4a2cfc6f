// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.program.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How containers and Pods end, and what is started again after how long. */
class PodEndTest {

  private KubeletTester node = new KubeletTester();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    node.close();
  }

  private long second() {
    return Duration.between(java.time.Instant.parse("2026-01-01T00:00:00Z"), node.time.now())
        .toSeconds();
  }

  private void stubborn() {
    node.images.add("stubborn", context -> context.onTerminate(() -> log.add("TERM@" + second())));
  }

  private void pod(String image, String spec) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: {%s containers: [{name: main, image: %s}]}
        """
            .formatted(spec, image));
  }

  private void delete(long grace) {
    node.client.delete(
        ResourceType.PODS,
        KubeletTester.key("p"),
        new DeleteOptions(
            OptionalLong.of(grace), DeleteOptions.Propagation.DEFAULT, "", "", false));
    node.time.settle();
  }

  /** The second at which the Pod is gone, counted from now. */
  private long goneAfter() {
    for (long passed = 0; passed < 120; passed++) {
      if (node.find("p").isEmpty()) {
        return passed;
      }
      node.advance(Duration.ofSeconds(1));
    }
    return -1;
  }

  @ParameterizedTest(name = "grace {0}")
  @CsvSource({"1, 2", "2, 2", "3, 3", "10, 10", "45, 45"})
  void programThatIgnoresItsSignal_isKilledAfterItsGrace(int grace, int seconds) {
    stubborn();
    pod("stubborn", "");

    delete(grace);

    assertThat(log).containsExactly("TERM@0");
    assertThat(goneAfter()).isEqualTo(seconds);
  }

  @ParameterizedTest(name = "spec {0}")
  @CsvSource({"1, 2", "7, 7", "60, 60"})
  void graceOfTheSpec_isUsedWhereTheDeletionSaysNone(int grace, int seconds) {
    stubborn();
    pod("stubborn", "terminationGracePeriodSeconds: " + grace + ",");

    node.delete("p");

    assertThat(goneAfter()).isEqualTo(seconds);
  }

  @ParameterizedTest(name = "{0} s, then {1} s after 5 s")
  @CsvSource({"30, 3, 8", "30, 10, 15", "30, 1, 7"})
  void secondDeletion_shortensTheGrace(int first, int second, int gone) {
    stubborn();
    pod("stubborn", "");
    delete(first);
    node.advance(Duration.ofSeconds(5));

    delete(second);

    assertThat(5 + goneAfter()).isEqualTo(gone);
    assertThat(log).containsExactly("TERM@0");
  }

  @Test
  void secondDeletionWithMoreGrace_changesNothing() {
    stubborn();
    pod("stubborn", "");
    delete(10);
    node.advance(Duration.ofSeconds(5));

    delete(60);

    assertThat(5 + goneAfter()).isEqualTo(10);
  }

  /**
   * The object goes at once, and what runs has the grace of its spec: the node is not told of
   * another, as calculateEffectiveGracePeriod of the kubelet is not.
   */
  @Test
  void forcedDeletion_leavesTheProgramItsGrace() {
    stubborn();
    pod("stubborn", "terminationGracePeriodSeconds: 8,");

    delete(0);
    boolean there = node.find("p").isPresent();
    node.advance(Duration.ofSeconds(7));
    List<String> early = node.network.log();
    node.advance(Duration.ofSeconds(1));

    assertThat(there).isFalse();
    assertThat(log).containsExactly("TERM@0");
    assertThat(early).containsExactly("attach default/p");
    assertThat(node.network.log()).containsExactly("attach default/p", "detach default/p");
  }

  @ParameterizedTest(name = "exit {0}")
  @CsvSource({
    "0, Succeeded, Completed",
    "1, Failed, Error",
    "137, Failed, Error",
    "255, Failed, Error"
  })
  void exitCode_isToldWithItsReason(int code, String phase, String reason) {
    node.images.add("short", Programs.main(context -> code));

    pod("short", "restartPolicy: Never,");

    assertThat(node.phase("p")).isEqualTo(phase);
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(code);
    assertThat(node.container("p").at("/state/terminated/reason").asString()).isEqualTo(reason);
    assertThat(node.container("p").at("/state/terminated/startedAt").asString())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(node.container("p").at("/state/terminated/containerID").asString())
        .startsWith("containerd://")
        .isEqualTo(node.container("p").path("containerID").asString());
  }

  @Test
  void programThatThrows_saysSoAndExitsWithOne() throws Exception {
    node.images.add(
        "broken",
        Programs.main(
            context -> {
              throw new IllegalStateException("no database");
            }));

    pod("broken", "restartPolicy: Never,");

    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(1);
    assertThat(node.logs("p")).contains("IllegalStateException: no database");
  }

  @Test
  void programWhoseStartThrows_exitsWithOne() throws Exception {
    node.images.add(
        "broken",
        context -> {
          throw new java.io.IOException("cannot bind");
        });

    pod("broken", "restartPolicy: Never,");

    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(1);
    assertThat(node.logs("p")).contains("IOException: cannot bind");
  }

  @Test
  void commandThatDoesNotExist_isAStartError() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: [nope]}]}
        """);

    assertThat(node.container("p").at("/state/terminated/reason").asString())
        .isEqualTo("StartError");
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(128);
    assertThat(node.container("p").at("/state/terminated/message").asString())
        .startsWith("failed to create containerd task: failed to create shim task: OCI runtime")
        .contains("nope");
    assertThat(node.container("p").at("/state/terminated/startedAt").asString())
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(node.events("p"))
        .noneMatch(event -> event.startsWith("Started"))
        .anyMatch(event -> event.startsWith("Failed: Error: failed to create containerd task"));
  }

  /** The seconds at which a program that ends at once has started. */
  private void startsOf(String restartPolicy, int code, Duration lasting) {
    node.images.add(
        "short",
        Programs.main(
            context -> {
              log.add(String.valueOf(second()));
              context.time().sleep(lasting);
              return code;
            }));
    pod("short", "restartPolicy: " + restartPolicy + ",");
  }

  @Test
  void restarts_areDelayedTwiceAsLongEachTime() {
    startsOf("Always", 1, Duration.ZERO);

    node.advance(Duration.ofSeconds(1000));

    assertThat(log).containsExactly("0", "0", "10", "30", "70", "150", "310", "610", "910");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Always", "OnFailure"})
  void delay_isCountedFromTheEnd(String policy) {
    startsOf(policy, 1, Duration.ofSeconds(5));

    node.advance(Duration.ofSeconds(80));

    // Ends at 5, 10, 25, 50: immediately, 10 s, 20 s, 40 s later.
    assertThat(log).containsExactly("0", "5", "20", "45");
  }

  @Test
  void containerThatRanForLong_isStartedAgainAtOnce() {
    startsOf("Always", 1, Duration.ofSeconds(700));

    node.advance(Duration.ofSeconds(3000));

    assertThat(log).containsExactly("0", "700", "1400", "2100", "2800");
  }

  @Test
  void maxRestartDelay_boundsTheDelay() {
    node.close();
    node =
        new KubeletTester(
            KubeletOptions.of("cluster.local", List.of("10.96.0.10"))
                .withMaxRestartDelay(Duration.ofSeconds(3)));
    startsOf("Always", 1, Duration.ZERO);

    node.advance(Duration.ofSeconds(10));

    assertThat(log).containsExactly("0", "0", "3", "6", "9");
  }

  @Test
  void crashLoop_isVisibleWhileItWaits() {
    startsOf("Always", 4, Duration.ZERO);
    node.advance(Duration.ofSeconds(15));

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("CrashLoopBackOff");
    assertThat(node.container("p").at("/state/waiting/message").asString())
        .isEqualTo(
            "back-off 20s restarting failed container=main pod=p_default("
                + node.pod("p").uid()
                + ")");
    assertThat(node.container("p").at("/lastState/terminated/exitCode").asInt()).isEqualTo(4);
    assertThat(node.container("p").at("/lastState/terminated/finishedAt").asString())
        .isEqualTo("2026-01-01T00:00:10Z");
    assertThat(node.events("p"))
        .contains(
            "BackOff: Back-off restarting failed container main in pod p_default("
                + node.pod("p").uid()
                + ")");
  }

  @Test
  void containersOfAPod_haveBackOffsOfTheirOwn() {
    node.images.add(
        "short",
        Programs.main(
            context -> {
              log.add(context.container() + second());
              return 1;
            }));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: a, image: short}
          - {name: b, image: busybox, command: [sleep, "1000"]}
        """);
    node.advance(Duration.ofSeconds(10));

    assertThat(log).containsExactly("a0", "a0", "a10");
    assertThat(node.pod("p").at("status", "containerStatuses").path(1).path("restartCount").asInt())
        .isZero();
  }

  @ParameterizedTest(name = "{0} in a Pod of {1}, exit {2}")
  @CsvSource({
    "Never,     Always,    1, 0",
    "Never,     Always,    0, 0",
    "OnFailure, Always,    0, 0",
    "OnFailure, Never,     1, 1",
    "Always,    Never,     0, 1",
  })
  void policyOfAContainer_goesBeforeThatOfItsPod(
      String own, String policy, int code, int restarts) {
    node.images.add("short", Programs.main(context -> code));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: %s
          containers:
          - {name: main, image: short, restartPolicy: %s}
          - {name: other, image: busybox, command: [sleep, "1000"]}
        """
            .formatted(policy, own));

    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(restarts);
  }

  @Test
  void podPastItsDeadline_isFailed() {
    stubborn();
    pod("stubborn", "activeDeadlineSeconds: 20, terminationGracePeriodSeconds: 5,");
    node.advance(Duration.ofSeconds(19));
    String before = node.phase("p");
    node.advance(Duration.ofSeconds(7));

    assertThat(before).isEqualTo("Running");
    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("DeadlineExceeded");
    assertThat(node.pod("p").text("status", "message"))
        .isEqualTo("Pod was active on the node longer than the specified deadline");
    assertThat(log).containsExactly("TERM@20");
  }

  @Test
  void podThatEndsBeforeItsDeadline_isNotTouchedByIt() {
    node.images.add("short", Programs.main(context -> 0));
    pod("short", "activeDeadlineSeconds: 20, restartPolicy: Never,");

    node.advance(Duration.ofSeconds(30));

    assertThat(node.phase("p")).isEqualTo("Succeeded");
    assertThat(node.pod("p").text("status", "reason")).isEmpty();
  }

  @Test
  void podThatIsFailedFromOutside_isStopped() {
    stubborn();
    pod("stubborn", "terminationGracePeriodSeconds: 5,");

    node.client.patchStatus(
        ResourceType.PODS,
        KubeletTester.key("p"),
        Patch.merge(
            body ->
                body.putObject("status")
                    .put("phase", "Failed")
                    .put("reason", "Evicted")
                    .put("message", "no room")));
    node.advance(Duration.ofSeconds(6));

    assertThat(log).containsExactly("TERM@0");
    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("Evicted");
    assertThat(node.network.log()).contains("detach default/p");
  }

  @Test
  void deletedPodWhoseProgramSucceeds_saysSoBeforeItGoes() {
    node.images.add(
        "polite",
        context ->
            context.onTerminate(
                () -> {
                  log.add("TERM");
                  context.exit(0);
                }));
    pod("polite", "");
    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("p"),
        Patch.merge(
            body -> body.putObject("metadata").putArray("finalizers").add("example.com/keep")));

    node.delete("p");

    assertThat(node.phase("p")).isEqualTo("Succeeded");
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isZero();
    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(node.condition("p", "PodReadyToStartContainers")).isEqualTo("False");
  }

  @Test
  void signalOfAProgramWithoutHandler_endsIt() {
    node.images.add("plain", Programs.http(200));
    pod("plain", "");

    node.delete("p");

    assertThat(goneAfter()).isZero();
  }

  @Test
  void crashOfAContainer_isAnExitWithItsCode() {
    node.images.add("plain", Programs.http(200));
    pod("plain", "restartPolicy: Never,");

    node.kubelets.crash(KubeletTester.key("p"), "", 42);
    node.time.settle();

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(42);
  }

  @Test
  void podThatWaitsForItsNextStart_goesAtOnceWhenItIsDeleted() {
    startsOf("Always", 1, Duration.ZERO);
    node.advance(Duration.ofSeconds(35));

    node.delete("p");

    assertThat(goneAfter()).isZero();
    int starts = log.size();
    node.advance(Duration.ofMinutes(10));
    assertThat(log).hasSize(starts);
  }

  private void setDeadline(int seconds) {
    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("p"),
        Patch.merge(body -> body.putObject("spec").put("activeDeadlineSeconds", seconds)));
    node.time.settle();
  }

  @ParameterizedTest(name = "set to {0} s after 10 s")
  @CsvSource({"30, 30", "15, 15", "11, 11"})
  void deadlineThatIsSetLater_countsFromTheStart(int deadline, int failed) {
    stubborn();
    pod("stubborn", "activeDeadlineSeconds: 60, terminationGracePeriodSeconds: 2,");
    node.advance(Duration.ofSeconds(10));

    setDeadline(deadline);
    node.advance(Duration.ofSeconds(60));

    assertThat(log).containsExactly("TERM@" + failed);
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("DeadlineExceeded");
  }

  @Test
  void deadlineThatIsOverWhenItIsSet_endsThePodAtOnce() {
    stubborn();
    pod("stubborn", "terminationGracePeriodSeconds: 2,");
    node.advance(Duration.ofSeconds(10));

    setDeadline(5);

    assertThat(log).containsExactly("TERM@10");
    node.advance(Duration.ofSeconds(2));
    assertThat(node.phase("p")).isEqualTo("Failed");
  }
}

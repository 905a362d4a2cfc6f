// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.kubelet.pod.ContainerState.Running;
import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.pod.ContainerStatus.Role;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.spec.QosClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PodStatusTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private static PodSpec pod(String restartPolicy, String more) {
    return new PodSpec(
        KubeObject.parse(
            """
            {"metadata": {"name": "p", "namespace": "shop", "generation": 3},
             "spec": {"restartPolicy": "%s"%s}}
            """
                .formatted(restartPolicy, more)));
  }

  /** A container written as W(aiting), C(rashed), R(unning), r(eady), 0 or 1 (its exit code). */
  private static ContainerStatus container(String name, Role role, char how) {
    Terminated failed = new Terminated(1, "Error", "", NOW, NOW, "id");
    ContainerState state =
        switch (how) {
          case 'W' -> Waiting.CREATING;
          case 'C' -> new Waiting("CrashLoopBackOff", "back-off");
          case '0' -> new Terminated(0, "Completed", "", NOW, NOW, "id");
          case '1' -> failed;
          default -> new Running(NOW);
        };
    Optional<Terminated> last = how == 'C' ? Optional.of(failed) : Optional.empty();
    boolean ready = how == 'r';
    return new ContainerStatus(name, role, "i", "i@1", "id", state, last, ready, ready, 0);
  }

  private static List<ContainerStatus> containers(String prefix, Role role, String how) {
    return how.chars().mapToObj(c -> container(prefix + (char) c, role, (char) c)).toList();
  }

  private static PodSnapshot snapshot(PodSpec pod, PodState state, String init, String apps) {
    return new PodSnapshot(
        pod,
        state,
        NOW,
        Optional.of("10.0.0.1"),
        "192.168.0.1",
        containers("i", Role.INIT, init),
        containers("c", Role.APP, apps));
  }

  @ParameterizedTest(name = "{0} {1}, init \"{2}\", containers \"{3}\": {4}")
  @CsvSource({
    "Always, Pending, '', W, Pending",
    "Always, Initializing, W, W, Pending",
    "Always, Initializing, 0R, W, Pending",
    "Never, Initializing, 1, W, Failed",
    "Always, Initializing, 1, W, Pending",
    "Always, Running, 0, W, Pending",
    "Always, Running, 0, rW, Pending",
    "Always, Running, '', r, Running",
    "Always, Running, '', R, Running",
    "Always, Running, '', C, Running",
    "Always, Running, '', 0, Running",
    "OnFailure, Running, '', 1, Running",
    "OnFailure, Running, '', 0, Succeeded",
    "Never, Running, '', 01, Failed",
    "Never, Running, '', r1, Running",
    "Never, Running, '', 00, Succeeded",
    "Always, Terminating, '', r, Running",
    "Always, Finished, '', 0, Succeeded",
    "Always, Finished, '', 01, Failed",
    "Always, Finished, '', W, Failed",
    "Always, Evicted, '', 0, Failed",
  })
  void phase_followsFromTheContainers(
      String policy, String state, String init, String apps, String phase) {
    assertThat(PodPhase.of(snapshot(pod(policy, ""), state(state), init, apps))).isEqualTo(phase);
  }

  private static PodState state(String name) {
    return switch (name) {
      case "Pending" -> new PodState.Pending();
      case "Initializing" -> new PodState.Initializing();
      case "Running" -> new PodState.Running();
      case "Terminating" -> new PodState.Terminating(Cause.NONE, LATER);
      case "Finished" -> new PodState.Finished(Cause.NONE);
      default -> new PodState.Finished(Cause.failure("Evicted", "no room"));
    };
  }

  @ParameterizedTest(name = "{0}, init \"{1}\", containers \"{2}\"")
  @CsvSource({
    "Initializing, R, W, T F:ContainersNotInitialized F:ContainersNotReady F:ContainersNotReady T",
    "Running, 0, R, T T F:ContainersNotReady F:ContainersNotReady T",
    "Running, '', rr, T T T T T",
    "Running, '', rR, T T F:ContainersNotReady F:ContainersNotReady T",
    "Finished, '', 0, F T:PodCompleted F:PodCompleted F:PodCompleted T",
    "Finished, '', 1, F T F:PodFailed F:PodFailed T",
  })
  void conditions_followFromTheContainers(
      String state, String init, String apps, String conditions) {
    ObjectNode status =
        PodStatus.of(snapshot(pod("Never", ""), state(state), init, apps), Json.object(), NOW);

    assertThat(types(status))
        .isEqualTo("PodReadyToStartContainers Initialized Ready ContainersReady PodScheduled");
    assertThat(
            status
                .path("conditions")
                .valueStream()
                .map(PodStatusTest::shortForm)
                .collect(Collectors.joining(" ")))
        .isEqualTo(conditions);
  }

  private static String types(ObjectNode status) {
    return status
        .path("conditions")
        .valueStream()
        .map(c -> c.path("type").asString())
        .collect(Collectors.joining(" "));
  }

  private static String shortForm(JsonNode condition) {
    String reason = condition.path("reason").asString("");
    return condition.path("status").asString().charAt(0) + (reason.isEmpty() ? "" : ":" + reason);
  }

  @Test
  void unreadyContainers_areNamed() {
    ObjectNode status =
        PodStatus.of(
            snapshot(pod("Always", ""), new PodState.Running(), "", "rRC"), Json.object(), NOW);

    assertThat(condition(status, "Ready").path("message").asString())
        .isEqualTo("containers with unready status: [cR cC]");
  }

  @Test
  void readinessGate_isNeededToo() {
    PodSpec gated = pod("Always", ", \"readinessGates\": [{\"conditionType\": \"lb\"}]");
    PodSnapshot running = snapshot(gated, new PodState.Running(), "", "r");
    JsonNode set =
        Json.parse("{\"conditions\": [{\"type\": \"lb\", \"status\": \"True\", \"by\": \"me\"}]}");

    ObjectNode without = PodStatus.of(running, Json.object(), NOW);
    ObjectNode with = PodStatus.of(running, set, NOW);

    assertThat(condition(without, "Ready").path("reason").asString())
        .isEqualTo("ReadinessGatesNotReady");
    assertThat(condition(without, "Ready").path("message").asString())
        .isEqualTo("corresponding condition of pod readiness gate \"lb\" does not exist.");
    assertThat(condition(with, "Ready").path("status").asString()).isEqualTo("True");
    assertThat(condition(with, "lb").path("by").asString()).isEqualTo("me");
  }

  @Test
  void transitionTime_changesOnlyWithTheStatus() {
    PodSnapshot unready = snapshot(pod("Always", ""), new PodState.Running(), "", "R");
    PodSnapshot ready = snapshot(pod("Always", ""), new PodState.Running(), "", "r");
    ObjectNode first = PodStatus.of(unready, Json.object(), NOW);

    ObjectNode second = PodStatus.of(ready, first, LATER);

    assertThat(time(second, "Ready")).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(time(second, "Initialized")).isEqualTo("2026-01-01T00:00:00Z");
  }

  private static String time(ObjectNode status, String type) {
    return condition(status, type).path("lastTransitionTime").asString();
  }

  private static JsonNode condition(ObjectNode status, String type) {
    return status
        .path("conditions")
        .valueStream()
        .filter(c -> c.path("type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void container_tellsWhatItDoesAndDid() {
    ObjectNode status =
        PodStatus.of(
            snapshot(pod("Always", ""), new PodState.Running(), "", "C"), Json.object(), NOW);

    assertThat(status.path("containerStatuses").path(0))
        .isEqualTo(
            Json.parse(
                """
                {"name": "cC",
                 "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
                 "lastState": {"terminated": {"exitCode": 1, "reason": "Error",
                   "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:00:00Z",
                   "containerID": "id"}},
                 "ready": false, "restartCount": 0, "image": "i", "imageID": "i@1",
                 "containerID": "id", "started": false}
                """));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | BestEffort",
        "{\"requests\": {\"cpu\": \"1\"}} | Burstable",
        "{\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}} | Guaranteed",
        "{\"limits\": {\"cpu\": \"1\"}} | Burstable",
        "{\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}, \"requests\": {\"cpu\": \"500m\"}} |"
            + " Burstable",
        "{\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}, \"requests\": {\"cpu\": \"1000m\","
            + " \"memory\": \"1024Mi\"}} | Guaranteed",
      })
  void qosClass_followsFromTheResources(String resources, String expected) {
    PodSpec spec =
        pod("Always", ", \"containers\": [{\"name\": \"c\", \"resources\": " + resources + "}]");

    assertThat(QosClass.of(spec)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}, container {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | {\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}} | Guaranteed",
        "{\"requests\": {\"cpu\": \"1\"}} | {\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}} |"
            + " Burstable",
        "{\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}} | {} | Guaranteed",
        "{\"limits\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}, \"requests\": {\"cpu\": \"1m\","
            + " \"memory\": \"1Gi\"}} | {} | Burstable",
        "{\"limits\": {\"example.com/gpu\": \"1\"}} | {\"requests\": {\"cpu\": \"1\"}} | Burstable",
      })
  void resourcesOfThePodAsAWhole_decideTheQosClass(
      String whole, String container, String expected) {
    PodSpec spec =
        pod(
            "Always",
            ", \"resources\": "
                + whole
                + ", \"containers\": [{\"name\": \"c\", \"resources\": "
                + container
                + "}]");

    assertThat(QosClass.of(spec)).isEqualTo(expected);
  }
}

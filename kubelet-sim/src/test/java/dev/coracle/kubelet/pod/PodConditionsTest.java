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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Phase and conditions of a Pod, as they follow from what its containers do: tables of pictures.
 *
 * <p>Containers are written as letters: W waits for its first start, C for its next one after a
 * failure, R runs, r runs and is ready, s has started but is not ready, 0 and 1 ended so. Before
 * the bar stand init containers, sidecars in brackets.
 */
class PodConditionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ContainerStatus container(String name, Role role, char how) {
    Terminated failed = new Terminated(1, "Error", "", NOW, NOW, "id");
    ContainerState state =
        switch (how) {
          case 'W' -> Waiting.INITIALIZING;
          case 'C' -> new Waiting("CrashLoopBackOff", "back-off");
          case '0' -> new Terminated(0, "Completed", "", NOW, NOW, "id");
          case '1' -> failed;
          default -> new Running(NOW);
        };
    Optional<Terminated> last = how == 'C' ? Optional.of(failed) : Optional.empty();
    boolean started = how == 'r' || how == 's';
    boolean ready = how == 'r' || role == Role.INIT && how == '0';
    return new ContainerStatus(name, role, "i", "i@1", "id", state, last, ready, started, 0);
  }

  private static PodSnapshot picture(String policy, String state, String containers) {
    return picture(policy, "", state, containers);
  }

  private static PodSnapshot picture(String policy, String spec, String state, String containers) {
    String[] parts = containers.split("\\|", -1);
    List<ContainerStatus> init = new ArrayList<>();
    boolean sidecar = false;
    for (char c : parts[0].toCharArray()) {
      if (c == '[' || c == ']') {
        sidecar = c == '[';
      } else {
        Role role = sidecar ? Role.SIDECAR : Role.INIT;
        init.add(container("i" + init.size(), role, c));
      }
    }
    List<ContainerStatus> apps = new ArrayList<>();
    for (char c : parts[1].toCharArray()) {
      apps.add(container("c" + apps.size(), Role.APP, c));
    }
    PodSpec pod =
        new PodSpec(
            KubeObject.parse(
                "{\"metadata\": {\"name\": \"p\", \"namespace\": \"shop\", \"generation\": 2},"
                    + " \"spec\": {\"restartPolicy\": \""
                    + policy
                    + "\""
                    + spec
                    + "}}"));
    return new PodSnapshot(
        pod,
        state(state),
        NOW,
        state.equals("Pending") ? Optional.empty() : Optional.of("10.0.0.1"),
        "192.168.0.1",
        init,
        apps);
  }

  private static PodState state(String name) {
    return switch (name) {
      case "Pending" -> new PodState.Pending();
      case "Initializing" -> new PodState.Initializing();
      case "Running" -> new PodState.Running();
      case "Terminating" -> new PodState.Terminating(Cause.NONE, NOW);
      case "Finished" -> new PodState.Finished(Cause.NONE);
      default -> new PodState.Finished(Cause.failure(name, "because"));
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      textBlock =
          """
          Always,    Pending,      |W,       Pending
          Always,    Pending,      W|W,      Pending
          Always,    Initializing, R|W,      Pending
          Always,    Initializing, 0W|W,     Pending
          Always,    Initializing, 1|W,      Pending
          Always,    Initializing, C|W,      Pending
          OnFailure, Initializing, 1|W,      Pending
          Never,     Initializing, 1|W,      Failed
          Never,     Terminating,  1|W,      Failed
          Never,     Terminating,  [r]1|W,   Pending
          Never,     Terminating,  [0]1|W,   Failed
          Never,     Finished,     [0]1|W,   Failed
          Always,    Initializing, [s]W|W,   Pending
          Always,    Initializing, [R]W|W,   Pending
          Always,    Running,      [r]0|W,   Pending
          Always,    Running,      0|R,      Running
          Always,    Running,      [r]0|r,   Running
          Always,    Running,      [C]0|r,   Running
          Always,    Running,      |rW,      Pending
          Always,    Running,      |rC,      Running
          Always,    Running,      |C,       Running
          Always,    Running,      |1,       Running
          Always,    Running,      |00,      Running
          OnFailure, Running,      |00,      Succeeded
          OnFailure, Running,      |01,      Running
          OnFailure, Running,      |0r,      Running
          Never,     Running,      |0r,      Running
          Never,     Running,      |01,      Failed
          Never,     Running,      |11,      Failed
          Never,     Running,      |00,      Succeeded
          Never,     Running,      [r]|00,   Running
          Never,     Running,      [C]|00,   Succeeded
          Never,     Terminating,  [r]|00,   Running
          Always,    Terminating,  |r,       Running
          Always,    Terminating,  |W,       Pending
          Always,    Finished,     |0,       Succeeded
          Always,    Finished,     |1,       Failed
          Always,    Finished,     |01,      Failed
          Always,    Finished,     |W,       Failed
          Always,    Finished,     |C,       Failed
          Always,    Finished,     [1]|0,    Succeeded
          Always,    Evicted,      |0,       Failed
          Always,    Evicted,      |r,       Failed
          """)
  void phase_followsFromTheContainers(
      String policy, String state, String containers, String phase) {
    assertThat(PodPhase.of(picture(policy, state, containers))).isEqualTo(phase);
  }

  private static ArrayNode conditions(PodSnapshot pod, JsonNode before, Instant now) {
    return PodConditions.of(pod, before, now);
  }

  private static JsonNode condition(ArrayNode conditions, String type) {
    return conditions
        .valueStream()
        .filter(c -> c.path("type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static String text(JsonNode condition) {
    String reason = condition.path("reason").asString("");
    return condition.path("status").asString().charAt(0) + (reason.isEmpty() ? "" : ":" + reason);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          Pending;      |W;      F; T;                            F:ContainersNotReady; F:ContainersNotReady
          Pending;      W|W;     F; F:ContainersNotInitialized;   F:ContainersNotReady; F:ContainersNotReady
          Initializing; R|W;     T; F:ContainersNotInitialized;   F:ContainersNotReady; F:ContainersNotReady
          Initializing; 0R|W;    T; F:ContainersNotInitialized;   F:ContainersNotReady; F:ContainersNotReady
          Initializing; C|W;     T; F:ContainersNotInitialized;   F:ContainersNotReady; F:ContainersNotReady
          Initializing; [R]W|W;  T; F:ContainersNotInitialized;   F:ContainersNotReady; F:ContainersNotReady
          Running;      00|W;    T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Running;      |r;      T; T;                            T;                    T
          Running;      |rr;     T; T;                            T;                    T
          Running;      |rs;     T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Running;      |rC;     T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Running;      [r]|r;   T; T;                            T;                    T
          Running;      [s]|r;   T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Running;      [C]|r;   T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Running;      C|r;     T; T;                            T;                    T
          Terminating;  |r;      T; T;                            T;                    T
          Terminating;  |s;      T; T;                            F:ContainersNotReady; F:ContainersNotReady
          Finished;     |0;      F; T:PodCompleted;               F:PodCompleted;       F:PodCompleted
          Finished;     |1;      F; T;                            F:PodFailed;          F:PodFailed
          Evicted;      |r;      F; T;                            F:PodFailed;          F:PodFailed
          """)
  void conditions_followFromTheContainers(
      String state,
      String containers,
      String sandbox,
      String initialized,
      String ready,
      String containersReady) {
    ArrayNode conditions = conditions(picture("Always", state, containers), Json.array(), NOW);

    assertThat(conditions.valueStream().map(c -> c.path("type").asString()).toList())
        .containsExactly(
            "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
    assertThat(conditions.valueStream().map(PodConditionsTest::text).toList())
        .containsExactly(sandbox, initialized, ready, containersReady, "T");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          W|W;      Initialized;     containers with incomplete status: [i0]
          0WW|W;    Initialized;     containers with incomplete status: [i1 i2]
          [R]W|W;   Initialized;     containers with incomplete status: [i0 i1]
          |sW;      Ready;           containers with unready status: [c0 c1]
          |rs;      ContainersReady; containers with unready status: [c1]
          [s]0|rs;  Ready;           containers with unready status: [i0 c1]
          """)
  void message_namesTheContainers(String containers, String type, String message) {
    String state = containers.endsWith("|W") ? "Initializing" : "Running";

    ArrayNode conditions = conditions(picture("Always", state, containers), Json.array(), NOW);

    assertThat(condition(conditions, type).path("message").asString()).isEqualTo(message);
  }

  private static ObjectNode own(String type, String status) {
    return Json.object()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", "2025-12-31T00:00:00Z");
  }

  @ParameterizedTest(name = "a is \"{0}\", b is \"{1}\"")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          True;  True;  T; ~~
          False; True;  F:ReadinessGatesNotReady; the status of pod readiness gate "a" is not "True", but False
          True;  ~~;    F:ReadinessGatesNotReady; corresponding condition of pod readiness gate "b" does not exist.
          ~~;    ~~;    F:ReadinessGatesNotReady; corresponding condition of pod readiness gate "a" does not exist., corresponding condition of pod readiness gate "b" does not exist.
          Unknown; False; F:ReadinessGatesNotReady; the status of pod readiness gate "a" is not "True", but Unknown, the status of pod readiness gate "b" is not "True", but False
          """)
  void gates_areNeededForReady(String a, String b, String ready, String message) {
    ArrayNode before = Json.array();
    if (!a.isEmpty()) {
      before.add(own("a", a));
    }
    if (!b.isEmpty()) {
      before.add(own("b", b));
    }
    PodSnapshot pod =
        picture(
            "Always",
            ", \"readinessGates\": [{\"conditionType\": \"a\"}, {\"conditionType\": \"b\"}]",
            "Running",
            "|r");

    ArrayNode conditions = conditions(pod, before, NOW);

    assertThat(text(condition(conditions, "Ready"))).isEqualTo(ready);
    assertThat(condition(conditions, "Ready").path("message").asString("")).isEqualTo(message);
    assertThat(text(condition(conditions, "ContainersReady"))).isEqualTo("T");
  }

  @Test
  void gatesOfAPodThatIsNotReady_areNotAskedAbout() {
    PodSnapshot pod =
        picture("Always", ", \"readinessGates\": [{\"conditionType\": \"a\"}]", "Running", "|s");

    assertThat(text(condition(conditions(pod, Json.array(), NOW), "Ready")))
        .isEqualTo("F:ContainersNotReady");
  }

  @Test
  void conditionsOfOthers_comeLastAndStayAsTheyAre() {
    ArrayNode before = Json.array();
    before.add(own("example.com/one", "False"));
    before.add(own("Ready", "True"));
    before.add(own("DisruptionTarget", "True"));

    ArrayNode conditions = conditions(picture("Always", "Running", "|r"), before, NOW);

    assertThat(conditions.valueStream().map(c -> c.path("type").asString()).skip(5).toList())
        .containsExactly("example.com/one", "DisruptionTarget");
    assertThat(condition(conditions, "example.com/one")).isEqualTo(own("example.com/one", "False"));
  }

  @ParameterizedTest(name = "was {0}, containers {1}")
  @CsvSource({
    "True,  |r, 2025-12-31T00:00:00Z",
    "False, |r, 2026-01-01T00:00:00Z",
    "False, |s, 2025-12-31T00:00:00Z",
    "True,  |s, 2026-01-01T00:00:00Z",
    "Unknown, |r, 2026-01-01T00:00:00Z",
  })
  void transitionTime_isThatOfTheLastChange(String before, String containers, String time) {
    ArrayNode old = Json.array();
    old.add(own("Ready", before));

    ArrayNode conditions = conditions(picture("Always", "Running", containers), old, NOW);

    assertThat(condition(conditions, "Ready").path("lastTransitionTime").asString())
        .isEqualTo(time);
  }

  @Test
  void generation_isObserved() {
    ArrayNode conditions = conditions(picture("Always", "Running", "|r"), Json.array(), NOW);

    assertThat(
            conditions
                .valueStream()
                .map(c -> c.path("observedGeneration").asString("") + c.path("observedGeneration"))
                .collect(Collectors.toSet()))
        .hasSize(1);
    assertThat(condition(conditions, "Ready").path("observedGeneration").asInt()).isEqualTo(2);
    assertThat(condition(conditions, "Ready").path("lastProbeTime").isNull()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Running,      |r,  '',      ''",
    "Finished,     |0,  '',      ''",
    "Evicted,      |r,  Evicted, because",
    "PodOSNotSupported, |W, PodOSNotSupported, because",
  })
  void cause_isReasonAndMessage(String state, String containers, String reason, String message) {
    ObjectNode status = PodStatus.of(picture("Always", state, containers), Json.object(), NOW);

    assertThat(status.path("reason").asString("")).isEqualTo(reason);
    assertThat(status.path("message").asString("")).isEqualTo(message);
    assertThat(status.has("reason")).isEqualTo(!reason.isEmpty());
  }

  @Test
  void addresses_areThereOnceThereIsOne() {
    ObjectNode pending = PodStatus.of(picture("Always", "Pending", "|W"), Json.object(), NOW);
    ObjectNode running = PodStatus.of(picture("Always", "Running", "|r"), Json.object(), NOW);

    assertThat(pending.has("podIP")).isFalse();
    assertThat(pending.has("podIPs")).isFalse();
    assertThat(pending.path("hostIP").asString()).isEqualTo("192.168.0.1");
    assertThat(Json.text(running.path("podIPs"))).isEqualTo("[{\"ip\":\"10.0.0.1\"}]");
    assertThat(Json.text(running.path("hostIPs"))).isEqualTo("[{\"ip\":\"192.168.0.1\"}]");
    assertThat(running.path("startTime").asString()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void whatOthersWrite_stays() {
    JsonNode before =
        Json.parse(
            """
            {"nominatedNodeName": "node-9", "phase": "Pending", "resize": "Proposed",
             "resourceClaimStatuses": [{"name": "gpu"}], "message": "old"}
            """);

    ObjectNode status = PodStatus.of(picture("Always", "Running", "|r"), before, NOW);

    assertThat(status.path("nominatedNodeName").asString()).isEqualTo("node-9");
    assertThat(status.path("resize").asString()).isEqualTo("Proposed");
    assertThat(status.path("resourceClaimStatuses").path(0).path("name").asString())
        .isEqualTo("gpu");
    assertThat(status.path("phase").asString()).isEqualTo("Running");
    assertThat(status.has("message")).isFalse();
  }

  @Test
  void initContainers_haveStatusesOfTheirOwn() {
    ObjectNode with = PodStatus.of(picture("Always", "Running", "[r]0|r"), Json.object(), NOW);
    ObjectNode without = PodStatus.of(picture("Always", "Running", "|r"), Json.object(), NOW);

    assertThat(with.path("initContainerStatuses")).hasSize(2);
    assertThat(with.path("containerStatuses")).hasSize(1);
    assertThat(without.has("initContainerStatuses")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          W; {"waiting":{"reason":"PodInitializing"}}
          C; {"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}}
          r; {"running":{"startedAt":"2026-01-01T00:00:00Z"}}
          0; {"terminated":{"exitCode":0,"reason":"Completed","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:00:00Z","containerID":"id"}}
          1; {"terminated":{"exitCode":1,"reason":"Error","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:00:00Z","containerID":"id"}}
          """)
  void state_isWrittenAsTheApiHasIt(String how, String json) {
    ObjectNode status = PodStatus.of(picture("Always", "Running", "|" + how), Json.object(), NOW);

    assertThat(Json.text(status.path("containerStatuses").path(0).path("state"))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z,           2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.999999999Z, 2026-01-01T00:00:00Z",
    "1969-12-31T23:59:59.5Z,         1969-12-31T23:59:59Z",
  })
  void timestamp_isCutToSeconds(String time, String expected) {
    assertThat(PodStatus.timestamp(Instant.parse(time))).isEqualTo(expected);
  }
}

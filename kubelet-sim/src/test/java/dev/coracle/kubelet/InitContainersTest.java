// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Init containers one after the other, sidecars among them, and their end. */
class InitContainersTest {

  private final KubeletTester node = new KubeletTester();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    node.close();
  }

  private String at() {
    return "@"
        + Duration.between(java.time.Instant.parse("2026-01-01T00:00:00Z"), node.time.now())
            .toSeconds();
  }

  @BeforeEach
  void addImages() {
    node.images.add(
        "step",
        Programs.main(
            context -> {
              log.add(context.container() + at());
              context.time().sleep(Duration.ofSeconds(3));
              log.add(context.container() + " ends" + at());
              return Integer.parseInt(context.args().isEmpty() ? "0" : context.args().get(0));
            }));
    node.images.add(
        "serve",
        context -> {
          log.add(context.container() + at());
          context.onTerminate(
              () -> {
                log.add(context.container() + " TERM" + at());
                context.exit(0);
              });
        });
  }

  private void pod(String spec) {
    node.apply("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {" + spec + "}\n");
  }

  private JsonNode init(int index) {
    return node.pod("p").at("status", "initContainerStatuses").path(index);
  }

  private static final String MAIN = "containers: [{name: main, image: serve}]";

  @Test
  void initContainers_runOneAfterTheOther() {
    pod("initContainers: [{name: a, image: step}, {name: b, image: step}], " + MAIN);

    node.advance(Duration.ofSeconds(10));

    assertThat(log).containsExactly("a@0", "a ends@3", "b@3", "b ends@6", "main@6");
    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.condition("p", "Initialized")).isEqualTo("True");
  }

  @Test
  void podThatInitializes_saysHowFarItIs() {
    pod("initContainers: [{name: a, image: step}, {name: b, image: step}], " + MAIN);

    node.advance(Duration.ofSeconds(4));

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.condition("p", "Initialized")).isEqualTo("False");
    assertThat(init(0).at("/state/terminated/reason").asString()).isEqualTo("Completed");
    assertThat(init(0).path("ready").asBoolean()).isTrue();
    assertThat(init(1).at("/state/running/startedAt").asString()).isEqualTo("2026-01-01T00:00:03Z");
    assertThat(init(1).path("ready").asBoolean()).isFalse();
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("PodInitializing");
    assertThat(
            node.pod("p")
                .at("status", "conditions")
                .valueStream()
                .filter(c -> c.path("type").asString().equals("Initialized"))
                .findFirst()
                .orElseThrow()
                .path("message")
                .asString())
        .isEqualTo("containers with incomplete status: [b]");
  }

  @Test
  void failedInitContainer_isRepeatedWithBackOff() {
    pod("initContainers: [{name: a, image: step, args: ['1']}], " + MAIN);

    node.advance(Duration.ofSeconds(21));

    // Its first restart is immediate, the second ten seconds after the second end.
    assertThat(log).contains("a@0", "a@3", "a@16").doesNotContain("main@3");
    assertThat(init(0).path("restartCount").asInt()).isEqualTo(2);
    assertThat(node.phase("p")).isEqualTo("Pending");
  }

  @Test
  void failedInitContainerOfAPodThatNeverRestarts_failsThePod() {
    pod("restartPolicy: Never, initContainers: [{name: a, image: step, args: ['7']}], " + MAIN);

    node.advance(Duration.ofSeconds(4));

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(init(0).at("/state/terminated/exitCode").asInt()).isEqualTo(7);
    assertThat(log).doesNotContain("main@3");
    assertThat(node.network.log()).contains("detach default/p");
  }

  @Test
  void initContainerOfAPodThatRestartsOnFailure_isRepeated() {
    pod("restartPolicy: OnFailure, initContainers: [{name: a, image: step, args: ['7']}], " + MAIN);

    node.advance(Duration.ofSeconds(4));

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(log).contains("a@3");
  }

  @Test
  void podDeletedWhileItInitializes_goes() {
    pod("initContainers: [{name: a, image: step}], " + MAIN);
    node.advance(Duration.ofSeconds(1));

    node.delete("p");
    node.advance(Duration.ofSeconds(31));

    assertThat(node.find("p")).isEmpty();
    assertThat(log).noneMatch(entry -> entry.startsWith("main"));
  }

  @Test
  void sidecar_runsBesideWhatComesAfterIt() {
    pod(
        "initContainers: [{name: mesh, image: serve, restartPolicy: Always}, {name: b, image: step}], "
            + MAIN);

    node.advance(Duration.ofSeconds(4));

    assertThat(log).containsExactly("mesh@0", "b@0", "b ends@3", "main@3");
    assertThat(init(0).path("started").asBoolean()).isTrue();
    assertThat(init(0).path("ready").asBoolean()).isTrue();
    assertThat(node.phase("p")).isEqualTo("Running");
  }

  @Test
  void sidecarWithAStartupProbe_isWaitedFor() {
    pod(
        "initContainers: [{name: mesh, image: serve, restartPolicy: Always, startupProbe: {exec:"
            + " {command: [test, -f, /up]}, periodSeconds: 2, failureThreshold: 30}}], "
            + MAIN);
    node.advance(Duration.ofSeconds(5));
    List<String> early = List.copyOf(log);

    touchUp();
    node.advance(Duration.ofSeconds(2));

    assertThat(early).containsExactly("mesh@0");
    assertThat(log).contains("main@6");
  }

  private void touchUp() {
    try {
      String ignored = node.execIn("p", "mesh", "touch", "/up");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sidecarThatIsNotReady_keepsThePodFromBeingReady() {
    pod(
        "initContainers: [{name: mesh, image: serve, restartPolicy: Always, readinessProbe: {exec:"
            + " {command: [test, -f, /up]}, periodSeconds: 2}}], "
            + MAIN);
    String before = node.condition("p", "Ready");

    touchUp();
    node.advance(Duration.ofSeconds(2));

    assertThat(log).contains("main@0");
    assertThat(before).isEqualTo("False");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @Test
  void sidecarThatEnds_isStartedAgainWhateverThePolicy() {
    pod(
        "restartPolicy: Never, initContainers: [{name: mesh, image: step, restartPolicy: Always}], "
            + MAIN);

    node.advance(Duration.ofSeconds(4));

    assertThat(log).contains("mesh@0", "mesh@3");
    assertThat(init(0).path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.phase("p")).isEqualTo("Running");
  }

  @Test
  void sidecars_areStoppedWhenTheOthersHaveEnded() {
    pod(
        "restartPolicy: Never, initContainers: [{name: one, image: serve, restartPolicy: Always},"
            + " {name: two, image: serve, restartPolicy: Always}], containers: [{name: main, image:"
            + " step}]");

    node.advance(Duration.ofSeconds(5));

    assertThat(log)
        .containsExactly("one@0", "two@0", "main@0", "main ends@3", "two TERM@3", "one TERM@3");
    assertThat(node.phase("p")).isEqualTo("Succeeded");
  }

  @Test
  void sidecarsOfADeletedPod_areStoppedLast() {
    node.images.add(
        "slow",
        context ->
            context.onTerminate(
                () -> {
                  log.add(context.container() + " TERM" + at());
                  try {
                    context.time().sleep(Duration.ofSeconds(4));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  context.exit(0);
                }));
    pod(
        "initContainers: [{name: one, image: slow, restartPolicy: Always}, {name: two, image: slow,"
            + " restartPolicy: Always}], containers: [{name: main, image: slow}]");

    node.delete("p");
    node.advance(Duration.ofSeconds(13));

    assertThat(log).containsExactly("main TERM@0", "two TERM@4", "one TERM@8");
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void sidecarsWithoutTime_haveTheirTwoSeconds() {
    node.images.add("stubborn", context -> context.onTerminate(() -> log.add("TERM" + at())));
    pod(
        "terminationGracePeriodSeconds: 5, initContainers: [{name: one, image: stubborn,"
            + " restartPolicy: Always}], containers: [{name: main, image: stubborn}]");

    node.delete("p");
    node.advance(Duration.ofSeconds(6));
    boolean there = node.find("p").isPresent();
    node.advance(Duration.ofSeconds(2));

    assertThat(log).containsExactly("TERM@0", "TERM@5");
    assertThat(there).isTrue();
    assertThat(node.find("p")).isEmpty();
  }

  @Test
  void failedInitContainer_letsSidecarsStopInTheirGrace() {
    node.images.add("stubborn", context -> context.onTerminate(() -> log.add("TERM" + at())));
    pod(
        "restartPolicy: Never, terminationGracePeriodSeconds: 10, initContainers: [{name: mesh,"
            + " image: stubborn, restartPolicy: Always}, {name: b, image: step, args: ['1']}], "
            + MAIN);
    node.advance(Duration.ofSeconds(12));
    String during = node.phase("p");
    node.advance(Duration.ofSeconds(2));

    assertThat(log).contains("TERM@3");
    assertThat(during).isEqualTo("Pending");
    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(init(0).at("/state/terminated/exitCode").asInt()).isEqualTo(137);
  }

  @Test
  void initContainers_shareTheVolumesOfThePod() throws Exception {
    pod(
        "volumes: [{name: v, emptyDir: {}}], initContainers: [{name: a, image: busybox, command: [sh,"
            + " -c, 'echo made >/w/f'], volumeMounts: [{name: v, mountPath: /w}]}], containers:"
            + " [{name: main, image: busybox, command: [sleep, '1000'], volumeMounts: [{name: v,"
            + " mountPath: /r}]}]");
    node.advance(Duration.ofSeconds(1));

    assertThat(node.exec("p", "cat", "/r/f")).isEqualTo("made\n");
  }

  @Test
  void logsOfInitContainers_stayReadable() throws Exception {
    pod(
        "initContainers: [{name: a, image: busybox, command: [echo, hello]}], containers: [{name:"
            + " main, image: busybox, command: [sleep, '1000']}]");
    node.advance(Duration.ofSeconds(1));

    assertThat(node.logsOf("p", "a")).isEqualTo("hello\n");
  }

  @Test
  void eventsOfInitContainers_nameThem() {
    pod("initContainers: [{name: a, image: step}], " + MAIN);
    node.advance(Duration.ofSeconds(4));

    List<String> paths =
        node
            .client
            .list(
                dev.coracle.api.ResourceType.EVENTS,
                dev.coracle.api.ListOptions.inNamespace("default"))
            .items()
            .stream()
            .filter(e -> e.text("reason").equals("Started"))
            .map(e -> e.text("involvedObject", "fieldPath"))
            .toList();
    assertThat(paths).containsExactlyInAnyOrder("spec.initContainers{a}", "spec.containers{main}");
  }
}

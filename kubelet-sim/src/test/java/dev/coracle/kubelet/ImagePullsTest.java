// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Programs;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls of images: events, policies, and what is tried again when. */
class ImagePullsTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void pod(String name, String image, String policy) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec: {containers: [{name: main, image: "%s", imagePullPolicy: %s}]}
        """
            .formatted(name, image, policy));
  }

  private List<String> pulls(String pod) {
    return node.events(pod).stream()
        .filter(event -> event.startsWith("Pull") || event.startsWith("ErrImage"))
        .collect(Collectors.toList());
  }

  private String waiting() {
    return node.container("p").at("/state/waiting/reason").asString("");
  }

  private static final String PULLED =
      "Pulled: Successfully pulled image \"web:1\" in 0s (0s including waiting). Image size: 0"
          + " bytes.";
  private static final String PRESENT =
      "Pulled: Container image \"web:1\" already present on machine and can be accessed by the pod";

  @Test
  void firstPod_pullsItsImage() {
    node.images.add("web:1", Programs.http(200));

    pod("p", "web:1", "IfNotPresent");

    assertThat(pulls("p")).containsExactly("Pulling: Pulling image \"web:1\"", PULLED);
  }

  @Test
  void secondPodOfANode_findsItsImageThere() {
    node.images.add("web:1", Programs.http(200));
    pod("first", "web:1", "IfNotPresent");

    pod("p", "web:1", "IfNotPresent");

    assertThat(pulls("p")).containsExactly(PRESENT);
  }

  @Test
  void policyAlways_pullsAgain() {
    node.images.add("web:1", Programs.http(200));
    pod("first", "web:1", "Always");

    pod("p", "web:1", "Always");

    assertThat(pulls("p")).containsExactly("Pulling: Pulling image \"web:1\"", PULLED);
  }

  @Test
  void policyNever_runsWhatIsRegistered() {
    node.images.add("web:1", Programs.http(200));

    pod("p", "web:1", "Never");

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(pulls("p")).containsExactly(PRESENT);
  }

  @Test
  void policyNever_waitsForWhatIsNot() {
    pod("p", "registry.example.com/unknown:1", "Never");

    assertThat(waiting()).isEqualTo("ErrImageNeverPull");
    assertThat(node.container("p").at("/state/waiting/message").asString())
        .isEqualTo(
            "Container image \"registry.example.com/unknown:1\" is not present with pull policy of"
                + " Never");
    assertThat(node.events("p")).contains("Failed: Error: ErrImageNeverPull");
    assertThat(node.phase("p")).isEqualTo("Pending");
  }

  @Test
  void imageThatIsNotThere_isAskedForWithBackOff() {
    pod("p", "web:404", "IfNotPresent");
    String first = waiting();
    node.advance(Duration.ofSeconds(2));
    String second = waiting();
    String message = node.container("p").at("/state/waiting/message").asString();
    node.advance(Duration.ofSeconds(8));
    String third = waiting();

    assertThat(List.of(first, second, third))
        .containsExactly("ErrImagePull", "ImagePullBackOff", "ErrImagePull");
    assertThat(message).startsWith("Back-off pulling image \"web:404\": ErrImagePull: ");
    assertThat(node.events("p"))
        .contains("BackOff: Back-off pulling image \"web:404\"", "Failed: Error: ImagePullBackOff");
  }

  @Test
  void imageThatComesLater_isFound() {
    pod("p", "web:404", "IfNotPresent");
    node.advance(Duration.ofSeconds(5));

    node.images.add("web:404", Programs.http(200));
    node.advance(Duration.ofSeconds(10));

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.container("p").path("restartCount").asInt()).isZero();
  }

  @Test
  void pullsThatFailForLong_areTriedEveryFiveMinutes() {
    pod("p", "web:404", "IfNotPresent");

    node.advance(Duration.ofMinutes(30));
    int before = attempts();
    node.advance(Duration.ofMinutes(20));

    assertThat(attempts() - before).isEqualTo(4);
  }

  private int attempts() {
    return node
        .client
        .list(
            dev.coracle.api.ResourceType.EVENTS, dev.coracle.api.ListOptions.inNamespace("default"))
        .items()
        .stream()
        .filter(e -> e.text("reason").equals("Pulling"))
        .mapToInt(e -> Math.max(1, e.number(1, "count")))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Web:1", "a b", "web:", "a//b", "web@sha256:short"})
  void nameThatIsNone_isRefused(String image) {
    pod("p", image, "IfNotPresent");

    assertThat(waiting()).isEqualTo("InvalidImageName");
    assertThat(node.events("p"))
        .contains("Failed: Error: InvalidImageName")
        .anyMatch(event -> event.startsWith("InspectFailed: Failed to apply default image tag"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "web,                      docker.io/library/web:latest",
    "web:1,                    docker.io/library/web:1",
    "team/web:1,               docker.io/team/web:1",
    "registry.example.com/web, registry.example.com/web:latest",
  })
  void image_isNamedInFullInTheStatus(String image, String full) {
    node.images.add(image, Programs.http(200));

    pod("p", image, "IfNotPresent");

    assertThat(node.container("p").path("image").asString()).isEqualTo(full);
    assertThat(node.container("p").path("imageID").asString()).contains("@sha256:");
  }

  @Test
  void initContainers_pullOneAfterTheOther() {
    node.images.add("web:1", Programs.main(context -> 0));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          initContainers: [{name: first, image: "web:404"}]
          containers: [{name: main, image: "web:1"}]
        """);
    node.advance(Duration.ofSeconds(1));

    assertThat(node.events("p")).noneMatch(event -> event.contains("web:1"));
    assertThat(
            node.pod("p")
                .at("status", "initContainerStatuses")
                .path(0)
                .at("/state/waiting/reason")
                .asString())
        .isEqualTo("ErrImagePull");
    assertThat(node.condition("p", "Initialized")).isEqualTo("False");
  }
}

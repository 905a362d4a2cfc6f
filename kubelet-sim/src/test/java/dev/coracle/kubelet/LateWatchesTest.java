// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.program.Programs;
import dev.coracle.program.Response;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that hears of changes at once, and one that hears of them 20 milliseconds later. */
@ParameterizedClass(name = "late by {0} ms")
@ValueSource(ints = {0, 20})
class LateWatchesTest {

  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final DeleteOptions IN_FIVE_SECONDS =
      new DeleteOptions(OptionalLong.of(5), DeleteOptions.Propagation.DEFAULT, "", "", false);

  private final KubeletTester node;

  LateWatchesTest(int millis) {
    node = new KubeletTester(Duration.ofMillis(millis));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private KubeObject web(String image) {
    return node.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          containers: [{name: web, image: "%s", ports: [{containerPort: 8080}]}]
        """
            .formatted(image));
  }

  /** Lets everybody hear of everything. */
  private void settle() {
    node.advance(MOMENT);
  }

  private void deleteNow(String name) {
    node.client.delete(ResourceType.PODS, KubeletTester.key(name), DeleteOptions.NOW);
  }

  private String answer() throws Exception {
    return node.get("web", 8080, "/").body();
  }

  @Test
  void podReplacedUnderItsName_isAnotherPod() throws Exception {
    node.images.add("one", http("one")).add("two", http("two"));
    KubeObject first = web("one");
    settle();
    String address = node.address("web");

    deleteNow("web");
    KubeObject second = web("two");
    settle();

    assertThat(second.uid()).isNotEqualTo(first.uid());
    assertThat(answer()).isEqualTo("two");
    assertThat(node.address("web")).isNotEqualTo(address);
    assertThat(node.container("web").path("restartCount").asInt()).isZero();
    assertThat(node.network.log())
        .containsExactlyInAnyOrder(
            "attach default/web", "attach default/web", "detach default/web");
  }

  @Test
  void podReplacedWhileItEnds_isAnotherPod() throws Exception {
    node.images.add("one", context -> context.onTerminate(() -> {})).add("two", http("two"));
    KubeObject unused = web("one");
    settle();
    node.client.delete(ResourceType.PODS, KubeletTester.key("web"));
    settle();

    deleteNow("web");
    KubeObject ignored = web("two");
    settle();
    String during = answer();
    node.advance(Duration.ofSeconds(40));

    assertThat(during).isEqualTo("two");
    assertThat(answer()).isEqualTo("two");
    assertThat(node.phase("web")).isEqualTo("Running");
    assertThat(node.condition("web", "Ready")).isEqualTo("True");
  }

  @Test
  void podReplacedBeforeAnybodyHeardOfIt_isTheSecond() throws Exception {
    node.images.add("one", http("one")).add("two", http("two"));

    KubeObject unused = web("one");
    deleteNow("web");
    KubeObject second = web("two");
    settle();

    assertThat(answer()).isEqualTo("two");
    assertThat(node.pod("web").uid()).isEqualTo(second.uid());
  }

  @Test
  void podThatIsGoneBeforeAnybodyHeardOfIt_leavesNothing() {
    node.images.add("one", http("one"));

    KubeObject unused = web("one");
    deleteNow("web");
    node.advance(Duration.ofSeconds(40));

    long attached = node.network.log().stream().filter(e -> e.startsWith("attach")).count();
    long detached = node.network.log().stream().filter(e -> e.startsWith("detach")).count();
    assertThat(node.find("web")).isEmpty();
    assertThat(detached).isEqualTo(attached);
  }

  @Test
  void pod_isStartedOnce() {
    AtomicInteger starts = new AtomicInteger();
    node.images.add("one", context -> starts.incrementAndGet());
    KubeObject unused = web("one");
    settle();

    for (int i = 0; i < 5; i++) {
      String value = String.valueOf(i);
      node.client.patch(
          ResourceType.PODS,
          KubeletTester.key("web"),
          Patch.merge(body -> body.putObject("metadata").putObject("labels").put("n", value)));
    }
    settle();

    assertThat(starts).hasValue(1);
    assertThat(node.events("web")).filteredOn(e -> e.startsWith("Started")).hasSize(1);
  }

  @Test
  void podThatIsDeletedTwice_keepsTheShorterGrace() {
    node.images.add("one", context -> context.onTerminate(() -> {}));
    KubeObject unused = web("one");
    settle();

    node.client.delete(ResourceType.PODS, KubeletTester.key("web"));
    settle();
    node.client.delete(ResourceType.PODS, KubeletTester.key("web"), IN_FIVE_SECONDS);
    node.advance(Duration.ofSeconds(4));
    boolean there = node.find("web").isPresent();
    node.advance(Duration.ofSeconds(2));

    assertThat(there).isTrue();
    assertThat(node.find("web")).isEmpty();
  }

  private void patchCondition(String type, String status) {
    node.client.patchStatus(
        ResourceType.PODS,
        KubeletTester.key("web"),
        Patch.strategic(
            body ->
                body.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", type)
                    .put("status", status)));
  }

  @Test
  void statusWrittenByTwo_keepsWhatBothWrote() {
    AtomicInteger answer = new AtomicInteger(200);
    node.images.add("one", http(request -> Programs.status(answer.get())));
    KubeObject unused =
        node.create(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              readinessGates: [{conditionType: example.com/lb}]
              containers:
              - name: web
                image: one
                ports: [{containerPort: 8080}]
                readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1, failureThreshold: 1}
            """);
    settle();
    String gated = node.condition("web", "Ready");

    patchCondition("example.com/lb", "True");
    settle();
    String open = node.condition("web", "Ready");
    answer.set(500);
    node.advance(Duration.ofSeconds(1));
    patchCondition("example.com/other", "True");
    settle();

    assertThat(gated).isEqualTo("False");
    assertThat(open).isEqualTo("True");
    assertThat(node.condition("web", "Ready")).isEqualTo("False");
    assertThat(node.condition("web", "example.com/lb")).isEqualTo("True");
    assertThat(node.condition("web", "example.com/other")).isEqualTo("True");
  }

  @Test
  void statusOfAnotherHand_isCorrected() {
    node.images.add("one", http("one"));
    KubeObject unused = web("one");
    settle();

    node.client.patchStatus(
        ResourceType.PODS,
        KubeletTester.key("web"),
        Patch.merge(body -> body.putObject("status").put("podIP", "1.2.3.4")));
    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("web"),
        Patch.strategic(
            body ->
                body.putObject("spec")
                    .putArray("containers")
                    .addObject()
                    .put("name", "web")
                    .put("image", "busybox")));
    settle();

    assertThat(node.address("web")).isEqualTo("10.0.0.1");
  }

  private KubeObject configMap(String value) {
    return node.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {colour: %s}
        """
            .formatted(value));
  }

  private static final String READER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        volumes: [{name: v, configMap: {name: settings}}]
        containers:
        - name: web
          image: busybox
          command: [sleep, "1000"]
          volumeMounts: [{name: v, mountPath: /v}]
          env: [{name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]
      """;

  private void changeColour(String value) {
    node.client.patch(
        ResourceType.CONFIG_MAPS,
        KubeletTester.key("settings"),
        Patch.merge(body -> body.putObject("data").put("colour", value)));
  }

  @Test
  void configMapThatChanges_isSeenInFilesAndNotInTheEnvironment() throws Exception {
    KubeObject map = configMap("red");
    KubeObject pod = node.create(READER);
    settle();

    changeColour("green");
    changeColour("blue");
    settle();

    assertThat(node.exec("web", "sh", "-c", "cat /v/colour; echo; echo $COLOUR"))
        .isEqualTo("blue\nred\n");
  }

  @Test
  void configMapThatComesLater_letsThePodStart() throws Exception {
    KubeObject pod = node.create(READER);
    settle();
    String before = node.phase("web");

    KubeObject map = configMap("red");
    settle();

    assertThat(before).isEqualTo("Pending");
    assertThat(node.phase("web")).isEqualTo("Running");
    assertThat(node.exec("web", "cat", "/v/colour")).isEqualTo("red");
    assertThat(node.events("web"))
        .anyMatch(event -> event.contains("configmap \"settings\" not found"));
  }

  @Test
  void configMapReplacedUnderItsName_isSeen() throws Exception {
    KubeObject map = configMap("red");
    KubeObject pod = node.create(READER);
    settle();

    node.client.delete(ResourceType.CONFIG_MAPS, KubeletTester.key("settings"));
    KubeObject other = configMap("green");
    settle();

    assertThat(node.exec("web", "cat", "/v/colour")).isEqualTo("green");
  }

  private String renewal() {
    return node.client
        .get(ResourceType.LEASES, ObjectKey.of("kube-node-lease", KubeletTester.NODE))
        .text("spec", "renewTime");
  }

  @Test
  void leaseOfTheNode_isRenewedEveryTenSeconds() {
    String first = renewal();

    node.advance(Duration.ofSeconds(9));
    String early = renewal();
    node.advance(Duration.ofSeconds(1));
    String second = renewal();
    node.advance(Duration.ofSeconds(20));

    assertThat(List.of(first, early, second, renewal()))
        .containsExactly(
            "2026-01-01T00:00:00.000000Z",
            "2026-01-01T00:00:00.000000Z",
            "2026-01-01T00:00:10.000000Z",
            "2026-01-01T00:00:30.000000Z");
  }

  @Test
  void leaseThatWasDeleted_isMadeAgain() {
    node.client.delete(ResourceType.LEASES, ObjectKey.of("kube-node-lease", KubeletTester.NODE));

    node.advance(Duration.ofSeconds(10));

    assertThat(renewal()).isEqualTo("2026-01-01T00:00:10.000000Z");
  }

  @Test
  void watchThatBreaks_isMadeGoodByAList() throws Exception {
    node.images.add("one", http("one")).add("two", http("two"));
    KubeObject first = web("one");
    settle();

    deleteNow("web");
    KubeObject second = web("two");
    node.breakWatches();
    node.advance(Duration.ofSeconds(5));

    assertThat(answer()).isEqualTo("two");
    assertThat(node.network.log())
        .containsExactlyInAnyOrder(
            "attach default/web", "attach default/web", "detach default/web");
  }

  @Test
  void podThatWentWhileTheWatchWasBroken_isStopped() {
    AtomicInteger stopped = new AtomicInteger();
    node.images.add(
        "one",
        context ->
            context.onTerminate(
                () -> {
                  stopped.incrementAndGet();
                  context.exit(0);
                }));
    KubeObject unused = web("one");
    settle();

    deleteNow("web");
    node.breakWatches();
    node.advance(Duration.ofSeconds(5));

    assertThat(stopped).hasValue(1);
    assertThat(node.network.log()).contains("detach default/web");
  }

  @Test
  void requestsToAPod_areAnsweredUntilItEnds() throws Exception {
    node.images.add("one", http(request -> Response.text(request.path())));
    KubeObject unused = web("one");
    settle();

    String path = node.get("web", 8080, "/a/b").body();
    node.client.delete(ResourceType.PODS, KubeletTester.key("web"));
    settle();

    assertThat(path).isEqualTo("/a/b");
    assertThat(node.find("web")).isEmpty();
  }
}

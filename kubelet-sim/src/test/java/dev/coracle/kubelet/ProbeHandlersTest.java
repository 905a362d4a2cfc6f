// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import dev.coracle.program.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What probes of every kind ask, and what they make of the answer. */
class ProbeHandlersTest {

  private final KubeletTester node = new KubeletTester();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger status = new AtomicInteger(200);

  @AfterEach
  void close() {
    node.close();
  }

  @BeforeEach
  void addServer() {
    node.images.add(
        "server",
        Programs.http(
            request -> {
              requests.add(
                  request.method()
                      + " "
                      + request.target()
                      + " "
                      + List.of("Host", "User-Agent", "Accept", "X-Own").stream()
                          .map(name -> name + "=" + request.header(name).orElse("-"))
                          .collect(Collectors.joining(" ")));
              return answer(request.path());
            }));
  }

  private Response answer(String path) {
    return switch (path) {
      case "/moved" -> Response.status(302).withHeader("Location", "/final");
      case "/loop" -> Response.status(301).withHeader("Location", "/loop");
      case "/away" ->
          Response.status(307)
              .withHeader("Location", "http://elsewhere.example/x")
              .withBody("text/plain", "go");
      case "/abort" -> Response.abort();
      default -> Response.status(status.get());
    };
  }

  private void pod(String container) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: server, ports: [{containerPort: 8080, name: web}, {containerPort: 53, name: dns, protocol: UDP}], %s}
        """
            .formatted(container));
  }

  private void readiness(String handler) {
    pod("readinessProbe: {" + handler + ", failureThreshold: 1}");
  }

  private String unhealthy() {
    return node.events("p").stream()
        .filter(event -> event.startsWith("Unhealthy"))
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          port: web                                   | GET / Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=*/* X-Own=-
          port: 8080                                  | GET / Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=*/* X-Own=-
          port: web, path: healthz                    | GET /healthz Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=*/* X-Own=-
          port: web, path: "/a/b?c=d&e=f"             | GET /a/b?c=d&e=f Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=*/* X-Own=-
          port: web, httpHeaders: [{name: X-Own, value: mine}] | GET / Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=*/* X-Own=mine
          port: web, httpHeaders: [{name: Host, value: shop.example}] | GET / Host=shop.example User-Agent=kube-probe/1.36 Accept=*/* X-Own=-
          port: web, httpHeaders: [{name: user-agent, value: me}] | GET / Host=10.0.0.1:8080 User-Agent=me Accept=*/* X-Own=-
          port: web, httpHeaders: [{name: Accept, value: text/html}] | GET / Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=text/html X-Own=-
          port: web, httpHeaders: [{name: Accept, value: ""}] | GET / Host=10.0.0.1:8080 User-Agent=kube-probe/1.36 Accept=- X-Own=-
          """)
  void httpProbe_asksAsItsActionSays(String action, String request) {
    readiness("httpGet: {" + action + "}");

    assertThat(requests).first().isEqualTo(request);
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 299, 304, 399})
  void answerBelow400_isASuccess(int code) {
    status.set(code);

    readiness("httpGet: {port: web}");

    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 418, 500, 503})
  void otherAnswer_isAFailure(int code) {
    status.set(code);

    readiness("httpGet: {port: web}");

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(unhealthy())
        .isEqualTo("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: " + code);
  }

  @Test
  void redirectToTheSameHost_isFollowed() {
    readiness("httpGet: {port: web, path: /moved}");

    assertThat(requests).extracting(r -> r.split(" ")[1]).containsExactly("/moved", "/final");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @Test
  void redirectsWithoutEnd_areAFailure() {
    readiness("httpGet: {port: web, path: /loop}");

    assertThat(unhealthy()).contains("stopped after 10 redirects");
    assertThat(node.condition("p", "Ready")).isEqualTo("False");
  }

  @Test
  void redirectToAnotherHost_isASuccessWithAWarning() {
    readiness("httpGet: {port: web, path: /away}");

    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(node.events("p"))
        .contains(
            "ProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: go");
  }

  @Test
  void connectionThatIsCutOff_isAFailure() {
    readiness("httpGet: {port: web, path: /abort}");

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(unhealthy())
        .startsWith("Unhealthy: Readiness probe failed: Get \"http://10.0.0.1:8080/abort\": ");
  }

  @Test
  void httpsOfAServerWithoutIt_isAFailure() {
    readiness("httpGet: {port: web, scheme: HTTPS}");

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(unhealthy())
        .startsWith("Unhealthy: Readiness probe failed: Get \"https://10.0.0.1:8080/\": ");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          httpGet: {port: 81}          | Readiness probe failed: Get "http://10.0.0.1:81/": dial tcp 10.0.0.1:81: connect: connection refused
          httpGet: {port: 81, path: /x}| Readiness probe failed: Get "http://10.0.0.1:81/x": dial tcp 10.0.0.1:81: connect: connection refused
          tcpSocket: {port: 81}        | Readiness probe failed: dial tcp 10.0.0.1:81: connect: connection refused
          tcpSocket: {port: 81, host: 10.9.9.9} | Readiness probe failed: dial tcp 10.9.9.9:81: connect: connection refused
          httpGet: {port: nope}        | Readiness probe errored and resulted in unknown state: couldn't find port: "nope"
          tcpSocket: {port: nope}      | Readiness probe errored and resulted in unknown state: couldn't find port: "nope"
          exec: {command: ["false"]}   | Readiness probe failed: command exited with 1
          exec: {command: [sh, -c, "echo out; echo err >&2; exit 3"]} | ~Readiness probe failed: out#err#~
          """)
  void failure_isToldInKubernetesWords(String handler, String message) {
    readiness(handler);

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(unhealthy()).isEqualTo("Unhealthy: " + message.replace('#', '\n'));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "tcpSocket: {port: web}",
        "tcpSocket: {port: 8080}",
        "exec: {command: ['true']}",
        "exec: {command: [sh, -c, 'test $HOME = /root']}",
        "exec: {command: [cat, /etc/hostname]}",
      })
  void success_makesThePodReady(String handler) {
    readiness(handler);

    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(unhealthy()).isEmpty();
  }

  @Test
  void execProbe_runsTheImagesOwnPrograms() {
    ContainerProgram check =
        context -> {
          context.stdout().println("checked " + context.args());
          context.exit(context.args().isEmpty() ? 1 : 0);
        };
    node.images.add(
        "server",
        new Image(
            "server",
            Programs.http(200),
            Map.of("check", check),
            Image.Files.NONE,
            Map.of(),
            false));
    pod(
        "readinessProbe: {exec: {command: [check, a, b]}}, livenessProbe: {exec: {command: [check]},"
            + " failureThreshold: 1}");

    assertThat(node.events("p")).contains("Unhealthy: Liveness probe failed: checked []\n");
  }

  @Test
  void longOutput_isCut() {
    readiness("exec: {command: [sh, -c, 'head -c 20000 /dev/zero | tr \"\\\\0\" x; exit 1']}");

    assertThat(unhealthy().length()).isLessThan(11_000);
  }

  @Test
  void probeOfAHost_asksThere() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: other}
        spec: {containers: [{name: main, image: server, ports: [{containerPort: 8080}]}]}
        """);
    requests.clear();

    readiness("httpGet: {port: 8080, host: " + node.address("other") + "}");

    assertThat(requests).first().asString().contains("Host=10.0.0.1:8080");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
  }

  @Test
  void livenessOfAPodThatNeverRestarts_endsIt() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: busybox, command: [sleep, "1000"], livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 2}}
        """);
    node.advance(Duration.ofSeconds(2));

    assertThat(node.events("p")).contains("Killing: Container main failed liveness probe");
    assertThat(node.phase("p")).isEqualTo("Failed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"livenessProbe, 4", "startupProbe, 4"})
  void graceOfAProbe_replacesThatOfThePod(String probe, int grace) {
    node.images.add("stubborn", context -> context.onTerminate(() -> {}));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 60
          containers:
          - {name: main, image: stubborn, %s: {exec: {command: ["false"]}, failureThreshold: 1, terminationGracePeriodSeconds: %d}}
        """
            .formatted(probe, grace));
    node.advance(Duration.ofSeconds(grace - 1));
    int before = node.container("p").path("restartCount").asInt();
    node.advance(Duration.ofSeconds(1));

    assertThat(before).isZero();
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.container("p").at("/lastState/terminated/exitCode").asInt()).isEqualTo(137);
  }

  @Test
  void failedStartup_killsTheContainer() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: server, startupProbe: {exec: {command: ["false"]}, periodSeconds: 2, failureThreshold: 3}}
        """);
    node.advance(Duration.ofSeconds(3));
    int before = node.container("p").path("restartCount").asInt();
    node.advance(Duration.ofSeconds(1));

    assertThat(before).isZero();
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.events("p"))
        .contains("Killing: Container main failed startup probe, will be restarted");
    assertThat(node.container("p").path("started").asBoolean()).isFalse();
  }

  @Test
  void startedContainer_isProbedForReadinessAtOnce() {
    pod(
        "startupProbe: {exec: {command: [test, -f, /up]}, periodSeconds: 1, failureThreshold: 100},"
            + " readinessProbe: {httpGet: {port: web}, periodSeconds: 60}");
    node.advance(Duration.ofSeconds(10));
    String before = node.condition("p", "Ready");

    exec("touch", "/up");
    node.advance(Duration.ofSeconds(1));

    assertThat(before).isEqualTo("False");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(node.container("p").path("started").asBoolean()).isTrue();
  }

  private void exec(String... command) {
    try {
      String ignored = node.exec("p", command);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readinessOfADeletedPod_isLookedAtUntilItEnds() {
    node.images.add(
        "server",
        context -> {
          context.onTerminate(() -> {});
          context.httpServer(request -> Programs.status(status.get()), false).listen(8080);
        });
    readiness("httpGet: {port: web}, periodSeconds: 1");
    node.delete("p");
    String before = node.condition("p", "Ready");

    status.set(503);
    node.advance(Duration.ofSeconds(2));

    assertThat(before).isEqualTo("True");
    assertThat(node.condition("p", "Ready")).isEqualTo("False");
  }

  @Test
  void livenessOfADeletedPod_isNotLookedAt() {
    node.images.add(
        "server",
        context -> {
          context.onTerminate(() -> {});
          context.httpServer(request -> Programs.status(status.get()), false).listen(8080);
        });
    pod("livenessProbe: {httpGet: {port: web}, periodSeconds: 1, failureThreshold: 1}");
    node.delete("p");
    requests.clear();

    status.set(503);
    node.advance(Duration.ofSeconds(10));

    assertThat(node.events("p")).noneMatch(event -> event.startsWith("Unhealthy"));
    assertThat(node.find("p")).isPresent();
  }

  @Test
  void restartedContainer_beginsWithItsProbesAgain() {
    status.set(200);
    pod(
        "readinessProbe: {httpGet: {port: web, path: /ready}, periodSeconds: 1}, startupProbe:"
            + " {httpGet: {port: web, path: /start}, periodSeconds: 1}");
    node.advance(Duration.ofSeconds(1));
    requests.clear();

    node.kubelets.crash(KubeletTester.key("p"), "main", 3);
    node.time.settle();
    String phase = node.phase("p");
    List<String> asked = requests.stream().map(r -> r.split(" ")[1]).toList();

    assertThat(phase).isEqualTo("Running");
    assertThat(asked).startsWith("/start", "/ready");
    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void probesOfTwoContainers_areTheirOwn() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: a, image: busybox, command: [sleep, "1000"], readinessProbe: {exec: {command: ["true"]}}}
          - {name: b, image: busybox, command: [sleep, "1000"], readinessProbe: {exec: {command: [test, -f, /up]}, periodSeconds: 1}}
        """);
    String message =
        node.pod("p")
            .at("status", "conditions")
            .valueStream()
            .filter(c -> c.path("type").asString().equals("Ready"))
            .findFirst()
            .orElseThrow()
            .path("message")
            .asString();

    assertThat(message).isEqualTo("containers with unready status: [b]");
  }
}

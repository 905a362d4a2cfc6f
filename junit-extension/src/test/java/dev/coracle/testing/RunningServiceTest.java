// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.DeniedTraffic;
import dev.coracle.program.Response;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of Services, from outside and from Pods. */
final class RunningServiceTest {

  private static final String SHOP =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: web}
      spec:
        replicas: 2
        serviceName: direct
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9090}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: http}, {name: admin, port: 9000, targetPort: admin}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: direct}
      spec:
        clusterIP: None
        selector: {app: web}
        ports: [{port: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: secure}
      spec:
        selector: {app: web}
        ports: [{port: 443, targetPort: http}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: lonely}
      spec:
        selector: {app: nobody}
        ports: [{port: 80}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: elsewhere}
      spec: {type: ExternalName, externalName: api.example.com}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec:
        containers: [{name: client, image: web:1}]
      """;

  private final Cluster cluster =
      Cluster.builder().virtualTime().deniedTraffic(DeniedTraffic.REJECT).start();

  @BeforeEach
  void start() {
    cluster
        .images()
        .add(
            "web:1",
            http(
                request ->
                    switch (request.path()) {
                      case "/abort" -> Response.abort();
                      case "/absent" -> Response.status(404);
                      default ->
                          text("%s %s at %d for %s from %s: %s"
                                  .formatted(
                                      request.method(),
                                      request.target(),
                                      request.port(),
                                      request.header("Host").orElse(""),
                                      request.remote().getAddress().getHostAddress(),
                                      request.body()))
                              .withHeader("X-Who", request.pod().name());
                    }));
    cluster.apply(SHOP).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void service_answersByThePodThatItSays() {
    Answer answer = cluster.service("web").port("http").get("/orders?id=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("GET /orders?id=1 at 8080 for web.default.svc.cluster.local from ");
    assertThat(answer.pod()).isIn("web-0", "web-1").isEqualTo(answer.header("x-who"));
  }

  @Test
  void port_isMeantByNameOrNumber() {
    RunningService web = cluster.service("default/web");

    assertThat(web.port(9000).get("/").body())
        .isEqualTo(web.port("9000").get("/").body())
        .contains("at 9090 for web.default.svc.cluster.local:9000");
    assertThat(web.port("admin").post("/", "text/plain", "hello").body())
        .startsWith("POST / at 9090")
        .endsWith(": hello");
  }

  @Test
  void portThatIsNotSaidOrNotThere_isAskedForWithThoseThereAre() {
    assertThatThrownBy(() -> cluster.service("web").get("/"))
        .hasMessage(
            "port: none said of Service default/web (expected: one of 80 (http), 9000 (admin), by"
                + " port(...))");
    assertThatThrownBy(() -> cluster.service("web").port(8080).get("/"))
        .hasMessage(
            "port: \"8080\" of Service default/web (expected: one of 80 (http), 9000 (admin))");
    assertThatThrownBy(() -> cluster.service("secure").get("/"))
        .hasMessage(
            "port: 443 of Service default/secure (expected: one of plain HTTP; https by"
                + " httpClient() or addressOf(...))");
  }

  @Test
  void headlessService_isCalledAtAPod() {
    Answer answer = cluster.service("direct").get("/");

    assertThat(answer.pod()).isIn("web-0", "web-1");
  }

  @Test
  void externalName_isNoService() {
    assertThatThrownBy(() -> cluster.service("elsewhere").get("/"))
        .hasMessageStartingWith("Service default/elsewhere: is another name for api.example.com");
  }

  @Test
  void status_isAnAnswerWhateverItIs() {
    assertThat(cluster.service("web").port(80).get("/absent").status()).isEqualTo(404);
  }

  @Test
  void callFromAPod_isThePods() {
    Answer answer = cluster.service("web").port(80).from("client").get("/");

    assertThat(answer.body())
        .contains("from " + cluster.pod("client").object().text("status", "podIP") + ":");
  }

  @Test
  void policy_judgesWhoCalls() {
    cluster
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: clients}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]
            """)
        .settle();

    Answer answer = cluster.service("web").port(80).from("client").get("/");

    assertThat(answer.status()).isEqualTo(200);
    assertThatThrownBy(() -> cluster.service("web").port(80).get("/"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class)
        .hasMessageContaining("NetworkPolicy default/clients");
  }

  @Test
  void serviceWithoutEndpoints_isRefusedWithTheReason() {
    assertThatThrownBy(() -> cluster.service("lonely").get("/"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class)
        .hasMessageStartingWith("GET / of Service default/lonely: Connection refused: ");
  }

  @Test
  void connectionThatEndsEarly_isNoAnswer() {
    assertThatThrownBy(() -> cluster.service("web").port(80).get("/abort"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(SocketException.class)
        .hasMessageContaining(" at Pod default/web-");
  }
}

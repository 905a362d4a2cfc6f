// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Response;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgnhostTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void run(String image, String members) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: %s, %s}]
        """
            .formatted(image, members));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          [netexec]                    => 8080 => /                     => 200 => NOW: 2026-01-01.*
          [netexec]                    => 8080 => /hostName             => 200 => p
          [netexec]                    => 8080 => /clientip             => 200 => 127.0.0.1:\\d+
          [netexec]                    => 8080 => /echo?msg=hi          => 200 => hi
          [netexec]                    => 8080 => /echo?msg=no&code=503 => 503 => no
          [netexec]                    => 8080 => /header?key=Host      => 200 => p
          [netexec]                    => 8080 => /healthz              => 200 => ``
          [netexec]                    => 8080 => /readyz               => 200 => ``
          [netexec]                    => 8080 => /redirect?location=/x&code=301 => 301 => ``
          [netexec, --http-port, "90"] => 90   => /hostname             => 200 => p
          [netexec]                    => 8080 => /dial?host=10.0.0.1&port=1&request=hostname => 200 => \\{"errors":\\[".*"\\]\\}
          [serve-hostname, --port=80]  => 80   => /                     => 200 => p
          [test-webserver]             => 80   => /etc/hostname         => 200 => p\\s*
          [test-webserver]             => 80   => /localhost.crt        => 200 => (?s).*
          [test-webserver]             => 80   => /none                 => 404 => 404 page not found\\s*
          [liveness]                   => 8080 => /healthz              => 200 => ok
          [liveness]                   => 8080 => /redirect?loc=/x      => 302 => ``
          [nettest]                    => 8080 => /status               => 200 => running
          [nettest]                    => 8080 => /read                 => 200 => .*"Received":\\{\\}.*
          """)
  void server_answers(String args, int port, String path, int status, String body)
      throws Exception {
    run("agnhost", "args: " + args);

    Response response = node.get("p", port, path);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).matches(body);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          [entrypoint-tester, a, b] => \\[/agnhost entrypoint-tester a b\\]
          [dns-suffix]              => default.svc.cluster.local,svc.cluster.local,cluster.local
          [dns-server-list]         => 10.96.0.10
          [etc-hosts]               => (?s)# Kubernetes-managed hosts file.*
          [nothing]                 => Error: agnhost command "nothing" is not implemented by Coracle
          [logs-generator]          => Invalid total number of lines: 0
          """)
  void command_printsAndEnds(String args, String log) throws Exception {
    run("agnhost", "args: " + args);

    assertThat(node.ended("p").strip()).matches(log);
    assertThat(node.phase("p")).isIn("Succeeded", "Failed");
  }

  @Test
  void livenessServer_failsAfterTenSeconds() throws Exception {
    run("agnhost", "args: [liveness]");
    node.advance(Duration.ofSeconds(11));

    assertThat(node.get("p", 8080, "/healthz").status()).isEqualTo(500);
  }

  @Test
  void logsGenerator_spreadsItsLines() throws Exception {
    run("agnhost", "args: [logs-generator, -t, '4', -d, 20s]");
    node.advance(Duration.ofSeconds(11));
    long soFar = node.logs("p").lines().count();
    node.advance(Duration.ofSeconds(10));

    assertThat(soFar).isEqualTo(3);
    assertThat(node.phase("p")).isEqualTo("Succeeded");
    assertThat(node.logs("p").lines())
        .hasSize(4)
        .allMatch(
            line ->
                line.matches(
                    "I0101 00:00:\\d\\d\\.000000 +1 logs_generator.go:76\\] \\d"
                        + " (POST|PUT|GET) /api/v1/namespaces/\\S+/pods/\\S+ \\d{3}"));
  }

  @Test
  void nettest_remembersWhoHasWritten() throws Exception {
    run("agnhost", "args: [nettest]");

    String script = "wget -qO- --post-data='{\"Source\": \"prestop\"}' http://10.0.0.1:8080/write";
    String answer = node.exec("p", "sh", "-c", script);

    assertThat(answer).isEqualTo("{\"Hostname\":\"p\"}");
    assertThat(node.get("p", 8080, "/read").body()).contains("\"Received\":{\"prestop\":1}");
  }

  @Test
  void netexec_exitsWithTheCodeItIsAskedFor() throws Exception {
    run("agnhost", "args: [netexec]");

    assertThat(node.get("p", 8080, "/exit?code=7").status()).isEqualTo(200);

    node.time.settle();
    assertThat(node.container("p").at("/state/terminated/exitCode").asInt()).isEqualTo(7);
  }

  @Test
  void porter_servesItsEnvironment() throws Exception {
    run(
        "agnhost",
        "args: [porter, --json-response], env: [{name: SERVE_PORT_80, value: eighty},"
            + " {name: SERVE_PORT_81, value: other}]");

    assertThat(node.get("p", 80, "/").body()).isEqualTo("{\"Method\":\"GET\",\"Body\":\"eighty\"}");
    assertThat(node.get("p", 81, "/").body()).contains("other");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          nginx                                   => Welcome to nginx!
          httpd:2.4                               => It works!
          nginxinc/nginx-unprivileged:1.27-alpine => Welcome to nginx!
          """)
  void webServer_welcomes(String image, String text) throws Exception {
    run("'" + image + "'", "ports: [{containerPort: 8080}]");
    int port = image.contains("unprivileged") ? 8080 : 80;

    assertThat(node.get("p", port, "/").body()).contains(text);
  }

  @Test
  void pause_runsUntilItIsStopped() {
    run("registry.k8s.io/pause:3.10", "ports: []");
    String phase = node.phase("p");
    node.delete("p");

    assertThat(phase).isEqualTo("Running");
    assertThat(node.find("p")).isEmpty();
  }
}

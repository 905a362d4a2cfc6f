// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Pod;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.PolicyChange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Network policies as users meet them: at a shell, a socket, a probe, a name and the report. */
class NetworkPolicyTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        containers:
        - name: web
          image: web:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        type: NodePort
        selector: {app: web}
        ports: [{port: 80, targetPort: http, nodePort: 30080}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec:
        containers:
        - {name: shell, image: busybox, command: [sleep, infinity]}
      """;
  private static final String POLICY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: %s}
      spec: %s
      """;

  private final Cluster cluster = Cluster.builder().virtualTime().start();

  @BeforeEach
  void start() {
    cluster.images().add("web:1", http(request -> text("hello")));
    cluster.apply(WEB).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void policy(String name, String spec) {
    cluster.apply(POLICY.formatted(name, spec)).settle();
  }

  private Cluster.ExecResult wget(String url) {
    return cluster.exec("client", "wget", "-T", "5", "-qO-", url);
  }

  @Test
  void deniedShell_timesOutAndTheReportNamesThePolicy() {
    policy("deny-all", "{podSelector: {matchLabels: {app: web}}}");

    Cluster.ExecResult denied = wget("http://web");

    assertThat(denied.exitCode()).isNotZero();
    assertThat(denied.stderr()).contains("timed out");
    assertThat(cluster.report().toString())
        .contains(
            "denied by the ingress rules of NetworkPolicy default/deny-all:"
                + " Pod default/client -> Pod default/web on 8080/tcp");
  }

  @Test
  void allowedShell_getsThroughByTheNameOfThePort() {
    policy(
        "web",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels:"
            + " {app: client}}}], ports: [{port: http}]}]}");

    assertThat(wget("http://web").stdout()).isEqualTo("hello");
    assertThat(wget("http://" + webAddress() + ":8080").stdout()).isEqualTo("hello");
  }

  private String webAddress() {
    return new Pod(cluster.get(ResourceType.PODS, "web")).ip();
  }

  @Test
  void probesOfTheNode_alwaysPass() {
    policy("deny-all", "{podSelector: {}, policyTypes: [Ingress, Egress]}");

    cluster.advance(Duration.ofMinutes(1));

    assertThat(new Pod(cluster.get(ResourceType.PODS, "web")).isReady()).isTrue();
  }

  @Test
  void programOutside_isReset() throws IOException {
    InetSocketAddress service = cluster.addressOf("web", 80);
    policy("deny-all", "{podSelector: {}}");

    try (Socket socket = new Socket(service.getAddress(), service.getPort())) {
      socket.setSoTimeout(5000);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(() -> readFrom(webAddress())).isInstanceOf(SocketException.class);
  }

  private int readFrom(String address) throws IOException {
    InetSocketAddress real = cluster.realAddress(address, 8080);
    try (Socket socket = new Socket(real.getAddress(), real.getPort())) {
      socket.setSoTimeout(5000);
      return socket.getInputStream().read();
    }
  }

  @Test
  void podThatMayNotAskForNames_knowsNone() {
    policy("deny-egress", "{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress]}");

    Cluster.ExecResult unknown = wget("http://web");

    assertThat(unknown.exitCode()).isNotZero();
    assertThat(unknown.stderr()).contains("bad address");
    assertThat(cluster.report().toString())
        .contains("Pod default/client -> Pod kube-system/coredns on 53/udp");
  }

  @Test
  void podThatMayOnlyAskForNames_getsNoFurther() {
    policy(
        "dns-only",
        "{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to:"
            + " [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}},"
            + " podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol:"
            + " UDP}, {port: 53}]}]}");

    assertThat(cluster.exec("client", "nslookup", "web.default.svc.cluster.local").exitCode())
        .isZero();
    assertThat(wget("http://web").stderr()).contains("timed out");
  }

  @Test
  void policyThatIsTakenAway_deniesNothing() {
    policy("deny-all", "{podSelector: {}}");
    int before = wget("http://web").exitCode();

    policy("deny-all", "{podSelector: {matchLabels: {app: nobody}}}");

    assertThat(before).isNotZero();
    assertThat(wget("http://web").stdout()).isEqualTo("hello");
  }

  @Test
  void switches_refuseAtOnceAndCutWhatIsOpen() throws IOException {
    try (Cluster strict =
        Cluster.builder()
            .virtualTime()
            .deniedTraffic(DeniedTraffic.REJECT)
            .policyChange(PolicyChange.CUT_CONNECTIONS)
            .start()) {
      strict.images().add("web:1", http(request -> text("hello")));
      strict.apply(WEB).awaitReady();
      InetSocketAddress service = strict.addressOf("web", 80);
      try (Socket open = new Socket(service.getAddress(), service.getPort())) {
        open.setSoTimeout(10_000);
        open.getOutputStream().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(US_ASCII));
        assertThat(open.getInputStream().read()).isEqualTo('H');

        strict.apply(POLICY.formatted("deny-all", "{podSelector: {}}")).settle();

        assertThat(hasEnded(open)).isTrue();
      }
      assertThat(strict.exec("client", "wget", "-T", "5", "-qO-", "http://web").stderr())
          .contains("Connection refused");
    }
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }
}

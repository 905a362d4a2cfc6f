// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The beginning and the end of a cluster. */
class ClusterLifeTest {

  private static final String CLOSED =
      "cluster is closed; start another one with Cluster.start() or Cluster.builder()";

  private static ServerSocket takenPort() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  @Test
  void portThatIsTaken_failsTheStart() throws Exception {
    try (ServerSocket taken = takenPort()) {
      assertThatThrownBy(() -> Cluster.builder().port(taken.getLocalPort()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("(expected: a free port; 0 chooses one)");
    }
  }

  @Test
  void tunnelPortThatIsTaken_failsTheStart() throws Exception {
    try (ServerSocket taken = takenPort()) {
      assertThatThrownBy(() -> Cluster.builder().tunnelPort(taken.getLocalPort()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "tunnelPort: "
                  + taken.getLocalPort()
                  + " cannot be listened on: Address already in use"
                  + " (expected: a free port; 0 chooses one)");
    }
  }

  @Test
  void portsAskedFor_areTheOnesThatListen() throws Exception {
    int port;
    int tunnelPort;
    try (ServerSocket one = takenPort();
        ServerSocket other = takenPort()) {
      port = one.getLocalPort();
      tunnelPort = other.getLocalPort();
    }

    try (Cluster cluster = Cluster.builder().port(port).tunnelPort(tunnelPort).start()) {
      assertThat(cluster.httpsUrl().getPort()).isEqualTo(port);
      assertThat(cluster.tunnelAddress().getPort()).isEqualTo(tunnelPort);
    }
  }

  @Test
  void closedCluster_canBeClosedAgain() {
    Cluster cluster = Cluster.start();

    cluster.close();
    cluster.close();

    assertThatThrownBy(cluster::httpUrl).hasMessage(CLOSED);
  }

  @Test
  void closedCluster_refusesEveryCallBySayingSo() {
    Cluster cluster = Cluster.start();
    cluster.close();

    Map<String, ThrowingCallable> calls =
        Map.ofEntries(
            Map.entry("apply", () -> cluster.apply("{apiVersion: v1, kind: Namespace}")),
            Map.entry("images", cluster::images),
            Map.entry("client", cluster::client),
            Map.entry("client of a user", () -> cluster.client("jane")),
            Map.entry("kubeconfig", cluster::kubeconfig),
            Map.entry("httpUrl", cluster::httpUrl),
            Map.entry("httpsUrl", cluster::httpsUrl),
            Map.entry("token", cluster::token),
            Map.entry("nodes", cluster::nodes),
            Map.entry("plan", cluster::plan),
            Map.entry("connections", cluster::connections),
            Map.entry("settle", cluster::settle),
            Map.entry("advance", () -> cluster.advance(Duration.ofSeconds(1))),
            Map.entry("awaitReady", cluster::awaitReady),
            Map.entry("httpClient", cluster::httpClient),
            Map.entry("tunnelAddress", cluster::tunnelAddress),
            Map.entry("dnsAddress", cluster::dnsAddress),
            Map.entry("hosts", cluster::hosts),
            Map.entry("addressOf", () -> cluster.addressOf("web", 80)),
            Map.entry("realAddress", () -> cluster.realAddress("10.0.0.1", 80)),
            Map.entry("get", () -> cluster.get(ResourceType.PODS, "web")),
            Map.entry("pod", () -> cluster.pod("web")),
            Map.entry("logs", () -> cluster.logs("web")),
            Map.entry("exec", () -> cluster.exec("web", "ls")),
            Map.entry("report", cluster::report));

    assertThat(calls)
        .allSatisfy(
            (name, call) ->
                assertThatThrownBy(call)
                    .as(name)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(CLOSED));
  }
}

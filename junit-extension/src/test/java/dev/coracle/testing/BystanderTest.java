// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ContainerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that listen on the number of a Pod's port, but not for the Pod. */
final class BystanderTest {

  private static final ContainerProgram IDLE = context -> {};

  private static final String PROBED =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server}
      spec: {containers: [{name: c, image: "server:1", readinessProbe: {tcpSocket: {port: %d}, periodSeconds: 1}}]}
      """;

  private static final String CALLED =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server, labels: {app: server}}
      spec: {containers: [{name: c, image: "server:1", ports: [{containerPort: %1$d}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server}
      spec: {selector: {app: server}, ports: [{port: 80, targetPort: %1$d}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client}
      spec: {containers: [{name: sh, image: busybox, command: [sleep, infinity]}]}
      """;

  private static List<String> told(Cluster cluster) {
    return cluster.settle().events("pod/server").stream()
        .filter(event -> event.reason().equals("PortNotServed"))
        .map(Event::message)
        .toList();
  }

  private static String refused(int port, String where) {
    return ("Connections to port %1$d are refused, although a program of this machine listens on"
            + " port %1$d of %2$s: nobody is led to it")
        .formatted(port, where);
  }

  private static ServerSocket listen(String address) throws IOException {
    return new ServerSocket(0, 5, InetAddress.getByName(address));
  }

  @ParameterizedTest
  @EnumSource
  void probeRefusedBesideAListenerOfAllAddresses_isExplained(NetworkPlan plan) throws IOException {
    try (ServerSocket wildcard = listen("0.0.0.0");
        Cluster cluster = Cluster.builder().plan(plan).virtualTime().start()) {
      cluster.images().add("server:1", IDLE);

      int port = wildcard.getLocalPort();
      cluster.apply(PROBED.formatted(port)).settle();
      cluster.advance(Duration.ofSeconds(5));

      assertThat(told(cluster)).hasSize(1);
      assertThat(told(cluster).get(0))
          .startsWith(refused(port, "all addresses"))
          .contains("context.bindAddress(" + port + ")");
    }
  }

  @ParameterizedTest
  @EnumSource
  void callRefusedBesideAServerOfLocalhost_isExplained(NetworkPlan plan) throws IOException {
    try (ServerSocket local = listen("127.0.0.1");
        Cluster cluster = Cluster.builder().plan(plan).start()) {
      cluster.images().add("server:1", IDLE);
      int port = local.getLocalPort();
      cluster.apply(CALLED.formatted(port)).awaitReady();

      cluster.exec("client", "wget", "-qO-", "http://server/");
      cluster.exec("client", "wget", "-qO-", "http://server/");

      assertThat(told(cluster)).hasSize(1);
      assertThat(told(cluster).get(0))
          .startsWith(refused(port, "127.0.0.1"))
          .contains("context.bindAddress(" + port + ")");
    }
  }

  @Test
  void callRefusedWithNobodyThere_saysNothing() throws IOException {
    try (Cluster cluster = Cluster.start()) {
      int port;
      try (ServerSocket gone = listen("0.0.0.0")) {
        port = gone.getLocalPort();
      }
      cluster.images().add("server:1", IDLE);
      cluster.apply(CALLED.formatted(port)).awaitReady();

      cluster.exec("client", "wget", "-qO-", "http://server/");

      assertThat(told(cluster)).isEmpty();
    }
  }
}

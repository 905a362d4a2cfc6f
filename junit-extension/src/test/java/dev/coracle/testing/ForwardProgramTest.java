// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.forward;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.CallerNotice;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that stand for servers which run in the test itself. */
final class ForwardProgramTest {

  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server, labels: {app: server}}
      spec:
        terminationGracePeriodSeconds: 3600
        containers: [{name: c, image: "server:1", ports: [{containerPort: 8080}]%s}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server}
      spec: {selector: {app: server}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec: {containers: [{name: sh, image: busybox, command: [sleep, infinity]}]}
      """;

  private static final String PROBED =
      MANIFESTS.formatted(
          ", readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1, failureThreshold: 1}");

  private static final String UNPROBED = MANIFESTS.formatted("");

  private static final String CALLER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: caller}
      spec: {restartPolicy: Never, containers: [{name: c, image: "caller:1"}]}
      """;

  private static final String NOBODY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: nobody}
      spec: {podSelector: {matchLabels: {app: server}}}
      """;

  private static HttpServer serve(InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              ("for " + exchange.getRequestHeaders().get("X-Forwarded-For")).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static HttpServer serve() throws IOException {
    return serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static Cluster start(NetworkPlan plan, ContainerProgram program, String manifests) {
    Cluster cluster = Cluster.builder().plan(plan).deniedTraffic(DeniedTraffic.REJECT).start();
    cluster.images().add("server:1", program);
    cluster.apply(manifests);
    return cluster;
  }

  private static Cluster.ExecResult get(Cluster cluster) {
    return cluster.exec("client", "wget", "-T", "5", "-qO-", "http://server/");
  }

  /** Waits for whatever ends the connection. */
  private static int call(ContainerContext context) throws IOException {
    try (Socket socket = context.connect("server", 80)) {
      socket.getInputStream().read();
    } finally {
      context.stdout().println("ended");
    }
    return 0;
  }

  private static String ip(Cluster cluster, String pod) {
    return cluster.get(ResourceType.PODS, pod).text("status", "podIP");
  }

  @ParameterizedTest
  @EnumSource
  void serverThatStops_leavesEndpointsUntilItIsBack(NetworkPlan plan) throws Exception {
    HttpServer first = serve();
    try (Cluster cluster = start(plan, forward(8080, first.getAddress()), PROBED)) {
      cluster.awaitReady();
      assertThat(get(cluster).stdout()).isEqualTo("for null");

      first.stop(0);
      await().until(() -> !cluster.pod("server").isReady());
      cluster.settle();
      assertThat(get(cluster).stderr()).contains("Connection refused");

      HttpServer second = serve(first.getAddress());
      cluster.awaitReady();
      assertThat(get(cluster).stdout()).isEqualTo("for null");
      second.stop(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverWhoseAddressIsKnownLater_isReachedFromThenOn(NetworkPlan plan) throws Exception {
    AtomicReference<InetSocketAddress> known = new AtomicReference<>(new InetSocketAddress(0));

    try (Cluster cluster = start(plan, forward(8080, known::get), UNPROBED)) {
      cluster.awaitReady();
      assertThat(get(cluster).stderr()).contains("Connection refused");
      assertThat(cluster.addressOf("server", 80)).isNotNull();

      HttpServer server = serve();
      known.set(server.getAddress());
      assertThat(get(cluster).stdout()).isEqualTo("for null");
      server.stop(0);
    }
  }

  @Test
  void serverThatCannotTellItsAddress_isRefusedAndTheLogSaysWhyOnce() {
    ContainerProgram program =
        forward(
            8080,
            () -> {
              throw new IllegalStateException("the container is not started");
            });

    try (Cluster cluster = start(NetworkPlan.VIRTUAL, program, UNPROBED)) {
      cluster.awaitReady();

      assertThat(get(cluster).stderr()).contains("Connection refused");
      assertThat(get(cluster).stderr()).contains("Connection refused");
      assertThat(cluster.logs("server"))
          .isEqualTo(
              "port 8080: no address of a server yet:"
                  + " java.lang.IllegalStateException: the container is not started\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void server_isToldOfItsCallerWhereAsked(NetworkPlan plan) throws Exception {
    HttpServer server = serve();
    ContainerProgram program =
        forward(8080, server.getAddress()).telling(CallerNotice.X_FORWARDED_FOR);

    try (Cluster cluster = start(plan, program, PROBED)) {
      cluster.awaitReady();

      assertThat(get(cluster).stdout()).isEqualTo("for [" + ip(cluster, "client") + "]");
    }
    server.stop(0);
  }

  @ParameterizedTest
  @EnumSource
  void serverToldOfItsCaller_isRefusedWhileItDoesNotListen(NetworkPlan plan) throws Exception {
    HttpServer server = serve();
    server.stop(0);
    ContainerProgram program =
        forward(8080, server.getAddress()).telling(CallerNotice.X_FORWARDED_FOR);

    try (Cluster cluster = start(plan, program, UNPROBED)) {
      cluster.awaitReady();

      assertThat(get(cluster).stderr()).contains("Connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void policies_areAskedAboutTheCaller(NetworkPlan plan) throws Exception {
    HttpServer server = serve();

    try (Cluster cluster = start(plan, forward(8080, server.getAddress()), PROBED)) {
      cluster.awaitReady();
      cluster.apply(NOBODY).settle();

      assertThat(get(cluster).stderr()).contains("Connection refused");
      assertThat(cluster.pod("server").isReady()).isTrue();
    }
    server.stop(0);
  }

  @ParameterizedTest
  @EnumSource
  void podAskedToStop_endsWithItsConnections(NetworkPlan plan) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      try (Cluster cluster = start(plan, forward(8080, address), UNPROBED)) {
        cluster.awaitReady();
        InetSocketAddress outside = cluster.realAddress(ip(cluster, "server"), 8080);
        try (Socket called = new Socket(outside.getAddress(), outside.getPort());
            Socket kept = server.accept()) {
          kept.getOutputStream().write('x');
          assertThat(called.getInputStream().read()).isEqualTo('x');

          cluster.pod("server").delete();

          assertThat(called.getInputStream().read()).isEqualTo(-1);
          assertThat(kept.getInputStream().read()).isEqualTo(-1);
          cluster.settle();
          assertThat(cluster.client().find(ResourceType.PODS, ObjectKey.of("default", "server")))
              .isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionOfAPod_endsWithThePodThatItCalled(NetworkPlan plan) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      ContainerProgram caller = Programs.main(context -> call(context));
      try (Cluster cluster = start(plan, forward(8080, address), UNPROBED)) {
        cluster.images().add("caller:1", caller);
        cluster.awaitReady();
        cluster.apply(CALLER);
        try (Socket kept = server.accept()) {
          cluster.pod("server").delete();

          assertThat(kept.getInputStream().read()).isEqualTo(-1);
          await().until(() -> cluster.logs("caller").contains("ended"));
        }
      }
    }
  }

  @Test
  void replicas_shareOneServer() throws Exception {
    HttpServer server = serve();
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("server:1", forward(8080, server.getAddress()));
      cluster.apply(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: server}
          spec:
            replicas: 3
            selector: {matchLabels: {app: server}}
            template:
              metadata: {labels: {app: server}}
              spec: {containers: [{name: c, image: "server:1", ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}}}]}
          """);
      cluster.awaitReady().scale("deployment/server", 1);
      cluster.apply(UNPROBED.substring(UNPROBED.indexOf("---"))).awaitReady();

      assertThat(get(cluster).stdout()).isEqualTo("for null");
    }
    server.stop(0);
  }

  @Test
  void addressWithoutPort_isRefused() {
    assertThatThrownBy(() -> forward(8080, new InetSocketAddress(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a port of a host that is known");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Servers in Pods that bind by themselves, as an embedded one does which knows nothing of us. */
final class DeclaredServerTest {

  private static final String SERVER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server, labels: {app: server}}
      spec: {restartPolicy: Never, containers: [{name: c, image: "server:1"}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server}
      spec: {selector: {app: server}, ports: [{port: 80, targetPort: %d}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client}
      spec: {containers: [{name: sh, image: busybox, command: [sleep, infinity]}]}
      """;

  /** Answers each connection with the address it comes from. */
  private static void serve(ContainerContext context, int port, Runnable listening)
      throws IOException {
    InetAddress own = InetAddress.getByName(context.pod().address());
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(own, port));
      listening.run();
      while (true) {
        try (Socket socket = server.accept().socket()) {
          String body = socket.getInetAddress().getHostAddress();
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.0 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                      .getBytes(US_ASCII));
        }
      }
    }
  }

  private static Cluster start(NetworkPlan plan, int port, ContainerProgram program) {
    Cluster cluster = Cluster.builder().plan(plan).start();
    cluster.images().add("server:1", program);
    cluster.apply(SERVER.formatted(port)).settle();
    return cluster;
  }

  private static Cluster.ExecResult get(Cluster cluster, String url) {
    return cluster.exec("client", "wget", "-T", "5", "-qO-", url);
  }

  private static String ip(Cluster cluster, String pod) {
    return cluster.get(PODS, pod).text("status", "podIP");
  }

  @Test
  void declaredServer_isReachedAndSeesItsCaller() {
    ContainerProgram program =
        context -> {
          context.serves(18431);
          context.spawn("server", () -> runServer(context, 18431));
        };
    try (Cluster cluster = start(NetworkPlan.LOOPBACK, 18431, program)) {
      for (String url :
          new String[] {"http://server/", "http://" + ip(cluster, "server") + ":18431/"}) {
        assertThat(get(cluster, url).stdout()).isEqualTo(ip(cluster, "client"));
      }
    }
  }

  private static void runServer(ContainerContext context, int port) {
    runServer(context, port, () -> {});
  }

  private static void runServer(ContainerContext context, int port, Runnable listening) {
    try {
      serve(context, port, listening);
    } catch (IOException closed) {
      context.exit(1);
    }
  }

  @Test
  void serverDeclaredAfterItListens_isReachedFromThenOn() {
    CountDownLatch listening = new CountDownLatch(1);
    ContainerProgram program =
        context -> {
          context.spawn("server", () -> runServer(context, 18434, listening::countDown));
          listening.await();
          context.serves(18434);
        };
    try (Cluster cluster = start(NetworkPlan.LOOPBACK, 18434, program)) {
      assertThat(get(cluster, "http://server/").stdout()).isEqualTo(ip(cluster, "client"));
    }
  }

  @Test
  void serverThatNobodyDeclared_isAStrangers() {
    ContainerProgram program =
        context -> {
          context.spawn("server", () -> runServer(context, 18432));
        };
    try (Cluster cluster = start(NetworkPlan.LOOPBACK, 18432, program)) {
      assertThat(get(cluster, "http://" + ip(cluster, "server") + ":18432/").stderr())
          .contains("Connection refused");
    }
  }

  @Test
  void listenerOfAllAddresses_isNotTakenForADeclaredServer() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"))) {
      int port = stranger.getLocalPort();
      try (Cluster cluster = start(NetworkPlan.LOOPBACK, port, context -> context.serves(port))) {
        assertThat(cluster.logs("server"))
            .contains(ip(cluster, "server") + ":" + port + "/tcp cannot be told")
            .contains("listens at context.bindAddress(" + port + ")");
      }
    }
  }

  @Test
  void virtualAddress_cannotBeBoundByAProgram() {
    try (Cluster cluster = start(NetworkPlan.VIRTUAL, 18433, context -> context.serves(18433))) {
      assertThat(cluster.logs("server"))
          .contains(
              ":18433/tcp: no program can bind it on plan VIRTUAL (expected: plan LOOPBACK, or to"
                  + " listen at context.bindAddress(18433))");
    }
  }
}

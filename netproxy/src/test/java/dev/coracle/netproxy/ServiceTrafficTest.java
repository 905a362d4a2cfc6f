// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.ProxyFixture.Joined;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class ServiceTrafficTest {

  /** More than all buffers on the way can hold. */
  private static final long LARGE = 128 << 20;

  private final ProxyFixture net;

  ServiceTrafficTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void strangerAtTheClusterIp_meetsAnEndpointAsTheNode() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);

    String answer = net.ask(net.clusterIp, ProxyFixture.PORT);

    assertThat(answer)
        .isIn(
            pod.address().toString() + " " + net.proxy.nodeAddress("a"),
            pod.address().toString() + " " + net.proxy.nodeAddress("b"));
  }

  @Test
  void manyConnections_meetEveryEndpoint() throws IOException {
    NetworkLink one = net.whoAmI("a");
    NetworkLink two = net.whoAmI("b");
    net.endpoints(one, two);

    assertThat(net.askTimes(40, net.clusterIp, ProxyFixture.PORT))
        .anyMatch(answer -> answer.startsWith(one.address().toString() + " "))
        .anyMatch(answer -> answer.startsWith(two.address().toString() + " "));
  }

  @Test
  void nodePortWithPolicyLocal_keepsTheClientsAddressAndTheNode() throws IOException {
    NetworkLink one = net.whoAmI("a");
    NetworkLink two = net.whoAmI("b");
    net.options("etp=Local").endpoints(one, two);

    assertThat(net.askTimes(5, net.proxy.nodeAddress("b"), ProxyFixture.NODE_PORT))
        .containsOnly(two.address().toString() + " 127.0.0.1");
  }

  @Test
  void nodePortWithPolicyLocalWithoutLocalEndpoint_staysSilent() throws IOException {
    NetworkLink one = net.whoAmI("a");
    net.options("etp=Local").endpoints(one);

    try (Socket socket = net.connect(net.proxy.nodeAddress("b"), ProxyFixture.NODE_PORT)) {
      socket.setSoTimeout(100);

      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void serviceWithoutEndpoints_isRefusedUntilThereIsOne() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(net.gone(pod));

    assertThatThrownBy(() -> net.ask(net.clusterIp, ProxyFixture.PORT))
        .isInstanceOf(ConnectException.class);

    net.endpoints(pod);
    assertThat(net.ask(net.clusterIp, ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void establishedConnection_survivesTheRemovalOfItsEndpoint() throws IOException {
    try (Joined joined = net.join()) {
      net.endpoints(new NetworkLink[0]);
      Lines.write(joined.client(), "still here");
      Lines.write(joined.accepted(), "so am I");

      assertThat(Lines.read(joined.accepted(), 10)).isEqualTo("still here");
      assertThat(Lines.read(joined.client(), 7)).isEqualTo("so am I");
      assertThatThrownBy(() -> net.connect(net.clusterIp, ProxyFixture.PORT))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void endOfInput_isPassedOnWhileTheOtherDirectionGoesOn() throws IOException {
    try (Joined joined = net.join()) {
      Lines.write(joined.client(), "question");
      joined.client().shutdownOutput();
      byte[] question = joined.accepted().getInputStream().readAllBytes();
      String answer = "a long answer ".repeat(500_000);
      net.time.spawn("answer", () -> answer(joined.accepted(), answer));

      assertThat(question).asString(UTF_8).isEqualTo("question");
      assertThat(Lines.readAll(joined.client())).isEqualTo(answer);
    }
  }

  @Test
  void endOfTheServersOutput_leavesTheClientsOpen() throws IOException {
    try (Joined joined = net.join()) {
      Lines.write(joined.accepted(), "greeting");
      joined.accepted().shutdownOutput();
      byte[] greeting = joined.client().getInputStream().readAllBytes();
      Lines.write(joined.client(), "thanks");
      joined.client().shutdownOutput();

      assertThat(greeting).asString(UTF_8).isEqualTo("greeting");
      assertThat(Lines.readAll(joined.accepted())).isEqualTo("thanks");
    }
  }

  private static void answer(Socket socket, String text) {
    try (socket) {
      Lines.write(socket, text);
    } catch (IOException e) {
      // The reader will find that something is missing.
    }
  }

  @Test
  void reset_isPassedOnAsReset() throws IOException {
    try (Joined joined = net.join()) {
      joined.accepted().setSoLinger(true, 0);
      joined.accepted().close();

      assertThatThrownBy(() -> joined.client().getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void clientsReset_reachesTheEndpoint() throws IOException {
    try (Joined joined = net.join()) {
      joined.client().setSoLinger(true, 0);
      joined.client().close();

      assertThatThrownBy(() -> joined.accepted().getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void endpointThatRefuses_resetsTheClient() throws IOException {
    NetworkLink pod = net.attach("a", false);
    net.endpoints(pod);

    assertThatThrownBy(() -> net.ask(net.clusterIp, ProxyFixture.PORT))
        .isInstanceOf(SocketException.class);
  }

  @Test
  void largeTransfer_arrivesWhole() throws Exception {
    byte[] payload = new byte[12_000_000];
    new Random(5).nextBytes(payload);
    try (Joined joined = net.join()) {
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      net.time.spawn("sender", () -> sent.complete(send(joined.client(), payload)));

      InputStream in = joined.accepted().getInputStream();
      byte[] first = in.readNBytes(1000);
      byte[] rest = in.readAllBytes();

      assertThat(sent.join()).isTrue();
      assertThat(first).isEqualTo(Arrays.copyOf(payload, 1000));
      assertThat(rest).isEqualTo(Arrays.copyOfRange(payload, 1000, payload.length));
    }
  }

  @Test
  void writerWithoutReader_isHeldBackWhileLittleIsInFlight() throws IOException {
    NetworkLink pod = net.attach("a", false);
    try (ServerSocket server = pod.serverSocket(ProxyFixture.PORT);
        SocketChannel client = SocketChannel.open();
        Selector selector = Selector.open()) {
      net.endpoints(pod);
      client.connect(net.serviceAddress());
      Socket accepted = server.accept();
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer chunk = ByteBuffer.allocate(1 << 20);

      long sent = 0;
      while (sent < LARGE && selector.select(500) > 0) {
        selector.selectedKeys().clear();
        sent += client.write(chunk.rewind());
      }
      client.shutdownOutput();
      long received = accepted.getInputStream().transferTo(OutputStream.nullOutputStream());

      assertThat(sent).isLessThan(LARGE);
      assertThat(received).isEqualTo(sent);
      accepted.close();
    }
  }

  @Test
  void manyIdleConnections_areAllServed() throws IOException {
    NetworkLink pod = net.attach("a", false);
    try (ServerSocket server = pod.serverSocket(ProxyFixture.PORT)) {
      net.endpoints(pod);
      List<Socket> clients = new ArrayList<>();
      List<Socket> accepted = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        clients.add(net.connect(net.clusterIp, ProxyFixture.PORT));
        accepted.add(server.accept());
      }

      for (Socket socket : accepted) {
        Lines.write(socket, "ok");
        socket.close();
      }

      for (Socket client : clients) {
        assertThat(Lines.readAll(client)).isEqualTo("ok");
      }
    }
  }

  private static boolean send(Socket socket, byte[] payload) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(payload);
      socket.shutdownOutput();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void takenPort_isRealisedElsewhereAndReported() throws IOException {
    assumeThat(net.block.plan()).isEqualTo(NetworkPlan.LOOPBACK);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      int port = taken.getLocalPort();
      NetworkLink pod = net.whoAmI("a");
      NetworkLink other = net.attach("b", false);

      net.port(port).endpoints(pod);
      String answer = Lines.readAll(other.connect(net.clusterIp, port, Duration.ofSeconds(5)));
      int real =
          net.proxy
              .realAddress(IpAddress.of(net.clusterIp), port, Protocol.TCP)
              .orElseThrow()
              .getPort();

      assertThat(answer).isEqualTo(pod.address().toString() + " " + other.address().toString());
      assertThat(real).isNotEqualTo(port);
      assertThat(net.ask(net.clusterIp, real)).startsWith(pod.address().toString());
    }
  }

  @Test
  void externalAddressOfTheBlock_isListenedOn() throws IOException {
    String external = net.block.loadBalancers().allocate().toString();
    NetworkLink pod = net.whoAmI("a");
    net.options("ext=" + external).endpoints(pod);

    assertThat(net.ask(external, ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void connections_areRemembered() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.ask(net.clusterIp, ProxyFixture.PORT);

    assertThat(net.proxy.recentConnections())
        .singleElement()
        .asString()
        .contains("127.0.0.1")
        .contains("-> " + pod.address().toString() + ":8080 of default/web");
  }
}

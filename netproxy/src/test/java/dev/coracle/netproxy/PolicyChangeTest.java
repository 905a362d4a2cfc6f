// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.PolicyChange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Policies that come while connections live, and what those meet who are denied. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class PolicyChangeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String DENY = "default/deny {podSelector: {}}";

  private final NetworkPlan plan;
  private ProxyFixture net;

  PolicyChangeTest(NetworkPlan plan) {
    this.plan = plan;
    this.net = fixture(ProxyOptions.standard());
  }

  private ProxyFixture fixture(ProxyOptions options) {
    return new ProxyFixture(new VirtualTime(Instant.EPOCH), plan, options);
  }

  private void options(ProxyOptions options) {
    net.close();
    net = fixture(options);
  }

  private void cutting() {
    options(ProxyOptions.standard().withPolicyChange(PolicyChange.CUT_CONNECTIONS));
  }

  @AfterEach
  void close() {
    net.close();
  }

  /** Both ends of a connection. */
  private record Ends(Socket client, Socket server) {

    boolean lives() throws IOException {
      Lines.write(client, "ping");
      return Lines.read(server, 4).equals("ping");
    }

    boolean isCut() throws IOException {
      return hasEnded(client) && hasEnded(server);
    }
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    try {
      socket.setSoTimeout(5000);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException alive) {
      return false;
    } catch (SocketException closed) {
      return true;
    }
  }

  private Ends join(NetworkLink client, NetworkLink server, ServerSocket listening)
      throws IOException {
    Socket socket = client.connect(server.address().toString(), ProxyFixture.PORT, MINUTE);
    return new Ends(socket, listening.accept());
  }

  @Test
  void openConnection_goesOn() throws IOException {
    NetworkLink server = net.attach("a", false);
    ServerSocket listening = server.serverSocket(ProxyFixture.PORT);
    Ends ends = join(net.attach("b", false), server, listening);

    net.policies(DENY);

    assertThat(ends.lives()).isTrue();
  }

  @Test
  void deniedConnection_isCut_othersGoOn() throws IOException {
    cutting();
    NetworkLink server = net.attach("a", false);
    NetworkLink friend = net.attach("b", false);
    ServerSocket listening = server.serverSocket(ProxyFixture.PORT);
    net.pods();
    Ends denied = join(net.attach("b", false), server, listening);
    Ends allowed = join(friend, server, listening);
    Ends ownNode =
        new Ends(
            net.proxy.dialFromNode("a", server.address(), ProxyFixture.PORT, MINUTE),
            listening.accept());
    Ends self =
        new Ends(server.connect("localhost", ProxyFixture.PORT, MINUTE), listening.accept());

    net.policies(
        "default/some {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: %s/32}}]}]}"
            .formatted(friend.address()));

    assertThat(denied.isCut()).isTrue();
    assertThat(allowed.lives()).isTrue();
    assertThat(ownNode.lives()).isTrue();
    assertThat(self.lives()).isTrue();
    assertThat(net.proxy.connections()).hasSize(3);
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .contains("denied by the ingress rules of NetworkPolicy default/some");
  }

  @Test
  void labelOfAPod_cutsLikeAPolicy() throws IOException {
    cutting();
    NetworkLink server = net.attach("a", false);
    ServerSocket listening = server.serverSocket(ProxyFixture.PORT);
    Ends ends = join(net.attach("b", false), server, listening);
    net.policies("default/shut {podSelector: {matchLabels: {target: isolated}}}");
    assertThat(ends.lives()).isTrue();

    net.pods(
        new Pod(
            ObjectKey.of("default", "pod-0"),
            "a",
            List.of(server.address()),
            false,
            false,
            Map.of("target", "isolated"),
            List.of()));

    assertThat(ends.isCut()).isTrue();
  }

  @Test
  void connectionThroughAService_isCut() throws IOException {
    cutting();
    try (ProxyFixture.Joined joined = net.join()) {
      net.policies(DENY);

      assertThat(new Ends(joined.client(), joined.accepted()).isCut()).isTrue();
    }
  }

  @Test
  void strangersOwnConnectionToAPod_isListedAndCut() throws IOException {
    cutting();
    NetworkLink server = net.attach("a", false);
    ServerSocket listening = server.serverSocket(ProxyFixture.PORT);
    Socket stranger = net.connect(server.address(), ProxyFixture.PORT);
    Ends ends = new Ends(stranger, listening.accept());
    assertThat(net.proxy.connections())
        .singleElement()
        .hasToString("127.0.0.1 -> %1$s:8080/tcp at %1$s:8080/tcp".formatted(server.address()));

    net.policies(DENY);

    assertThat(ends.isCut()).isTrue();
    assertThat(net.proxy.connections()).isEmpty();
  }

  @Test
  void endOfAStrangersConnection_endsItsEntry() throws IOException {
    NetworkLink server = net.attach("a", false);
    ServerSocket listening = server.serverSocket(ProxyFixture.PORT);
    Socket stranger = net.connect(server.address(), ProxyFixture.PORT);
    Socket accepted = listening.accept();
    assertThat(net.proxy.connections()).hasSize(1);

    stranger.close();
    accepted.close();

    assertThat(net.proxy.connections()).isEmpty();
  }

  @Test
  void flowOfDatagrams_isCut() throws IOException {
    cutting();
    NetworkLink server = net.attach("a", false);
    DatagramEcho.listen(server, 5353);
    try (DatagramSocket socket = net.attach("b", false).datagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(server.address().toInetAddress(), 5353);
      assertThat(ask(socket, to, 5000)).endsWith("hi");

      net.policies(DENY);

      assertThat(net.proxy.connections()).isEmpty();
      assertThatThrownBy(() -> ask(socket, to, 100)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static String ask(DatagramSocket socket, InetSocketAddress to, int patience)
      throws IOException {
    socket.setSoTimeout(patience);
    byte[] question = "hi".getBytes(UTF_8);
    socket.send(new DatagramPacket(question, question.length, to));
    return DatagramEcho.receive(socket);
  }

  @Test
  void rejectedConnection_isRefusedAtOnce() throws IOException {
    options(ProxyOptions.standard().withDenied(DeniedTraffic.REJECT));
    NetworkLink server = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.endpoints(server);
    net.policies(DENY);

    for (String address : List.of(server.address().toString(), net.clusterIp)) {
      assertThatThrownBy(() -> client.connect(address, ProxyFixture.PORT, MINUTE))
          .isInstanceOf(ConnectException.class)
          .hasMessage(
              "Connection refused: denied by the ingress rules of NetworkPolicy default/deny:"
                  + " Pod default/pod-1 -> Pod default/pod-0 on 8080/tcp");
    }
    assertThatThrownBy(
            () -> net.proxy.dialFromControlPlane(server.address(), ProxyFixture.PORT, MINUTE))
        .isInstanceOf(ConnectException.class);
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .contains(" refused: denied by the ingress rules");
  }

  @Test
  void rejectedDatagram_isSilence() throws IOException {
    options(ProxyOptions.standard().withDenied(DeniedTraffic.REJECT));
    NetworkLink server = net.attach("a", false);
    DatagramEcho.listen(server, 5353);
    net.policies(DENY);
    try (DatagramSocket socket = net.attach("b", false).datagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(server.address().toInetAddress(), 5353);

      assertThatThrownBy(() -> ask(socket, to, 100)).isInstanceOf(SocketTimeoutException.class);
    }
  }
}

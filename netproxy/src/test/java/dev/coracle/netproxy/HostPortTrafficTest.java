// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.OpenConnection;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that are reached by ports of their nodes, from everywhere. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class HostPortTrafficTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);
  private static final int HOST_PORT = 31080;

  private final ProxyFixture net;

  HostPortTrafficTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  private NetworkLink server() throws IOException {
    NetworkLink server = net.whoAmI("a");
    net.pods(pod(server, "pod-0", tcp(HOST_PORT, "")));
    return server;
  }

  private static Pod pod(NetworkLink link, String name, Container.Port... ports) {
    return new Pod(
        ObjectKey.of("default", name),
        "a",
        List.of(link.address()),
        false,
        false,
        Map.of(),
        List.of(ports));
  }

  private static Container.Port tcp(int hostPort, String hostIp) {
    return new Container.Port("", ProxyFixture.PORT, "TCP", hostPort, hostIp);
  }

  private IpAddress node(String name) {
    return net.proxy.nodeAddress(name);
  }

  @Test
  void strangers_reachThePodAsThemselves() throws IOException {
    NetworkLink server = server();

    assertThat(net.ask(node("a"), HOST_PORT)).isEqualTo(server.address() + " 127.0.0.1");
    assertThatThrownBy(() -> net.ask(node("b"), HOST_PORT)).isInstanceOf(IOException.class);
  }

  @Test
  void pods_reachThePodAsThemselves() throws IOException {
    NetworkLink server = server();
    NetworkLink client = net.attach("b", false);

    String answer = Lines.readAll(client.connect(node("a").toString(), HOST_PORT, SECONDS));

    assertThat(answer).isEqualTo(server.address() + " " + client.address());
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .endsWith(
            "-> %s:8080/tcp by hostPort 31080 of Pod default/pod-0 as %s"
                .formatted(server.address(), client.address()));
  }

  @Test
  void podThatMeetsItself_seesItsNode() throws IOException {
    NetworkLink server = server();

    String answer = Lines.readAll(server.connect(node("a").toString(), HOST_PORT, SECONDS));

    assertThat(answer).isEqualTo(server.address() + " " + node("a"));
  }

  @Test
  void nodesLocalhost_hasThePortToo() throws IOException {
    NetworkLink server = server();
    NetworkLink onNode = net.attach("a", true);
    NetworkLink onOther = net.attach("b", true);

    String answer = Lines.readAll(onNode.connect("localhost", HOST_PORT, SECONDS));

    assertThat(answer).isEqualTo(server.address() + " " + node("a"));
    assertThatThrownBy(() -> onOther.connect("localhost", HOST_PORT, SECONDS))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void portOfTheLoopbackInterface_isForTheNodeAlone() throws IOException {
    NetworkLink server = net.whoAmI("a");
    NetworkLink onNode = net.attach("a", true);
    NetworkLink client = net.attach("b", false);
    net.pods(pod(server, "pod-0", tcp(HOST_PORT, "127.0.0.1")));

    assertThat(Lines.readAll(onNode.connect("localhost", HOST_PORT, SECONDS)))
        .startsWith(server.address().toString());
    assertThatThrownBy(() -> client.connect(node("a").toString(), HOST_PORT, SECONDS))
        .isInstanceOf(ConnectException.class);
    assertThat(net.proxy.realAddress(node("a"), HOST_PORT, Protocol.TCP)).isEmpty();
  }

  @Test
  void datagrams_goTheSameWay() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    DatagramEcho.listen(server, 5353);
    net.pods(pod(server, "pod-0", new Container.Port("", 5353, "UDP", HOST_PORT, "")));

    try (DatagramSocket inside = client.datagramSocket();
        DatagramSocket outside = new DatagramSocket()) {
      InetSocketAddress real =
          net.proxy.realAddress(node("a"), HOST_PORT, Protocol.UDP).orElseThrow();

      assertThat(ask(inside, client.route(node("a"), HOST_PORT, true)))
          .isEqualTo(server.address() + " " + client.address() + " hi");
      assertThat(ask(outside, real)).isEqualTo(server.address() + " 127.0.0.1 hi");
    }
  }

  private static String ask(DatagramSocket socket, InetSocketAddress to) throws IOException {
    socket.setSoTimeout(5000);
    byte[] question = "hi".getBytes(UTF_8);
    socket.send(new DatagramPacket(question, question.length, to));
    return DatagramEcho.receive(socket);
  }

  @Test
  void datagramsOfOneSocket_goToThePodThatHasThePortNow() throws IOException {
    NetworkLink first = net.attach("a", false);
    NetworkLink second = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    DatagramEcho.listen(first, 5353);
    DatagramEcho.listen(second, 5353);
    Container.Port port = new Container.Port("", 5353, "UDP", HOST_PORT, "");
    net.pods(pod(first, "pod-0", port));
    try (DatagramSocket socket = client.datagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(node("a").toInetAddress(), HOST_PORT);
      assertThat(ask(socket, to)).startsWith(first.address().toString());

      net.pods(pod(second, "pod-0", port));

      assertThat(ask(socket, to)).startsWith(second.address().toString());
    }
  }

  @Test
  void policy_isAskedAboutThePodAndTheTrueCaller() throws IOException {
    server();
    NetworkLink client = net.attach("b", false);
    net.policies("default/deny-all {podSelector: {}}");

    assertThatThrownBy(() -> client.connect(node("a").toString(), HOST_PORT, Duration.ofMillis(50)))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .contains("denied by the ingress rules of NetworkPolicy default/deny-all: ")
        .endsWith(" -> Pod default/pod-0 on 8080/tcp");
    assertThatThrownBy(() -> net.ask(node("a"), HOST_PORT)).isInstanceOf(IOException.class);
  }

  @Test
  void ownNode_isLetInDespiteAPolicy() throws IOException {
    NetworkLink server = server();
    net.policies("default/deny-all {podSelector: {}}");

    Socket socket = net.proxy.dialFromNode("a", node("a"), HOST_PORT, SECONDS);

    assertThat(Lines.readAll(socket)).isEqualTo(server.address() + " " + node("a"));
  }

  @Test
  void podThatEnds_leavesThePort() throws IOException {
    server();
    assertThat(net.proxy.realAddress(node("a"), HOST_PORT, Protocol.TCP)).isPresent();

    net.withoutPod("pod-0");

    assertThat(net.proxy.realAddress(node("a"), HOST_PORT, Protocol.TCP)).isEmpty();
    assertThatThrownBy(() -> net.ask(node("a"), HOST_PORT)).isInstanceOf(IOException.class);
  }

  @Test
  void podUnderTheSameName_getsThePort() throws IOException {
    server();
    NetworkLink next = net.whoAmI("a");

    net.pods(pod(next, "pod-0", tcp(HOST_PORT, "")));

    assertThat(net.ask(node("a"), HOST_PORT)).startsWith(next.address().toString());
  }

  @Test
  void connection_isListedAndCanBeClosed() throws IOException {
    NetworkLink server = net.attach("a", false);
    var listening = server.serverSocket(ProxyFixture.PORT);
    net.pods(pod(server, "pod-0", tcp(HOST_PORT, "")));
    try (Socket socket = net.connect(node("a"), HOST_PORT);
        Socket accepted = listening.accept()) {
      List<OpenConnection> open = net.proxy.connections();

      assertThat(open)
          .singleElement()
          .hasToString(
              "127.0.0.1 -> %s:31080/tcp at %s:8080/tcp".formatted(node("a"), server.address()));
      open.forEach(OpenConnection::close);
      assertThat(hasEnded(socket)).isTrue();
      assertThat(hasEnded(accepted)).isTrue();
    }
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    socket.setSoTimeout(5000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class NetworkLinkTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);
  private static final String HERE = "127.0.0.1";

  private final ProxyFixture net;

  NetworkLinkTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void podToService_comesFromThePodsAddress() throws IOException {
    NetworkLink server = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.endpoints(server);

    String answer = Lines.readAll(client.connect(net.clusterIp, ProxyFixture.PORT, SECONDS));

    assertThat(answer).isEqualTo(server.address().toString() + " " + client.address().toString());
  }

  @Test
  void podThatMeetsItself_seesItsNode() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);

    String answer = Lines.readAll(pod.connect(net.clusterIp, ProxyFixture.PORT, SECONDS));

    assertThat(answer).isEqualTo(pod.address().toString() + " " + net.proxy.nodeAddress("a"));
  }

  @Test
  void nodeToPod_comesFromTheNodesAddress() throws IOException {
    NetworkLink pod = net.whoAmI("a");

    Socket socket = net.proxy.dialFromNode("b", pod.address(), ProxyFixture.PORT, SECONDS);

    assertThat(Lines.readAll(socket))
        .isEqualTo(pod.address().toString() + " " + net.proxy.nodeAddress("b"));
  }

  @Test
  void serviceWithoutEndpoints_refusesPods() {
    NetworkLink client = net.attach("b", false);
    net.endpoints(new NetworkLink[0]);

    assertThatThrownBy(() -> client.connect(net.clusterIp, ProxyFixture.PORT, SECONDS))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: default/web has no endpoints");
  }

  @Test
  void portThatAServiceLacks_isSilence() throws IOException {
    NetworkLink client = net.whoAmI("b");
    net.endpoints(client);

    assertThatThrownBy(() -> client.connect(net.clusterIp, 9999, Duration.ofMillis(50)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void portWithoutListener_isRefused() {
    NetworkLink client = net.attach("a", false);
    NetworkLink server = net.attach("b", false);

    assertThatThrownBy(() -> client.connect(server.address().toString(), 8080, SECONDS))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void addressNobodyHas_hasNoRoute() {
    NetworkLink client = net.attach("a", false);
    NetworkLink server = net.attach("b", false);
    server.close();

    assertThatThrownBy(() -> client.connect(server.address().toString(), 8080, SECONDS))
        .isInstanceOf(NoRouteToHostException.class);
  }

  @Test
  void listenerOfAnotherClustersBlock_isNeverDialled() throws IOException {
    NetworkLink client = net.attach("a", false);
    try (AddressBlock other = AddressBlock.claim();
        ServerSocket stranger =
            new ServerSocket(0, 1, InetAddress.getByName(other.pods().allocate().toString()))) {
      String address = stranger.getInetAddress().getHostAddress();

      assertThatThrownBy(() -> client.connect(address, stranger.getLocalPort(), SECONDS))
          .isInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void listenerOfTheHost_isReachedFromPods() throws IOException {
    NetworkLink client = net.attach("a", false);
    try (ServerSocket database = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.5"))) {
      Socket socket = client.connect("127.0.0.5", database.getLocalPort(), SECONDS);

      assertThat(database.accept().getInetAddress().getHostAddress())
          .isEqualTo(net.block.plan() == NetworkPlan.LOOPBACK ? client.address().toString() : HERE);
      socket.close();
    }
  }

  @Test
  void localhost_isThePodItself() throws IOException {
    NetworkLink pod = net.whoAmI("a");

    String answer = Lines.readAll(pod.connect("localhost", ProxyFixture.PORT, SECONDS));

    assertThat(answer).isEqualTo(pod.address() + " 127.0.0.1");
  }

  @Test
  void localhostOfANode_isItsOwnToo_neverTheMachines() throws IOException {
    NetworkLink onNode = net.attach("a", true);
    NetworkLink server = net.attach("a", true);
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getByName(HERE));
        ServerSocket own = server.serverSocket(ProxyFixture.PORT)) {
      Socket socket = onNode.connect("localhost", ProxyFixture.PORT, SECONDS);

      assertThat(own.accept().getInetAddress().getHostAddress()).isEqualTo(HERE);
      assertThatThrownBy(() -> onNode.connect(HERE, stranger.getLocalPort(), SECONDS))
          .isInstanceOf(ConnectException.class);
      socket.close();
    }
  }

  @Test
  void datagramsToLocalhost_areAnsweredThere() throws IOException {
    NetworkLink pod = net.attach("a", false);
    DatagramEcho.listen(pod, 5353);

    try (DatagramSocket socket = pod.datagramSocket()) {
      socket.setSoTimeout(5000);
      byte[] question = "hi".getBytes(UTF_8);
      socket.send(new DatagramPacket(question, question.length, InetAddress.getByName(HERE), 5353));

      assertThat(DatagramEcho.receive(socket)).isEqualTo(pod.address() + " " + HERE + " hi");
    }
  }

  @Test
  void controlPlane_isOutsideThePods() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    IpAddress own = net.block.controlPlaneAddress();

    assertThat(
            Lines.readAll(
                net.proxy.dialFromControlPlane(pod.address(), ProxyFixture.PORT, SECONDS)))
        .isEqualTo(pod.address() + " " + own);
    net.policies("default/deny-all {podSelector: {}}");
    assertThatThrownBy(
            () ->
                net.proxy.dialFromControlPlane(
                    pod.address(), ProxyFixture.PORT, Duration.ofMillis(50)))
        .isInstanceOf(SocketTimeoutException.class);
    net.policies(
        "default/deny-all {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: %s/32}}]}]}"
            .formatted(own));
    assertThat(
            Lines.readAll(
                net.proxy.dialFromControlPlane(pod.address(), ProxyFixture.PORT, SECONDS)))
        .isEqualTo(pod.address() + " " + own);
  }

  @Test
  void hostNetwork_sharesTheNodesAddressAndPorts() throws IOException {
    NetworkLink pod = net.attach("a", true);
    NetworkLink other = net.attach("a", true);
    BoundPort port = pod.listen(ProxyFixture.PORT, new Greeter());

    assertThat(pod.address()).isEqualTo(net.proxy.nodeAddress("a"));
    assertThatThrownBy(() -> other.listen(ProxyFixture.PORT, new Greeter()))
        .isInstanceOf(BindException.class);
    port.close();
    assertThat(other.listen(ProxyFixture.PORT, new Greeter()).problem()).isEmpty();
  }

  @Test
  void closedLink_endsListenersAndConnections() throws IOException {
    NetworkLink pod = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    pod.listen(ProxyFixture.PORT, new Greeter());
    Socket socket = client.connect(pod.address().toString(), ProxyFixture.PORT, SECONDS);
    assertThat(Lines.read(socket, 5)).isEqualTo("hello");

    pod.close();

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(
            net.proxy.realAddress(
                IpAddress.of(pod.address().toString()), ProxyFixture.PORT, Protocol.TCP))
        .isEmpty();
    assertThatThrownBy(() -> pod.serverSocket(1)).isInstanceOf(IOException.class);
  }

  @Test
  void takenPort_isRealisedElsewhereAndNamed() throws IOException {
    assumeThat(net.block.plan()).isEqualTo(NetworkPlan.LOOPBACK);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      NetworkLink pod = net.attach("a", false);
      NetworkLink client = net.attach("b", false);
      int port = taken.getLocalPort();

      BoundPort bound = pod.listen(port, new Greeter());

      assertThat(bound.problem())
          .get()
          .asString()
          .contains(pod.address().toString() + ":" + port + "/tcp cannot be bound")
          .contains("end the program that listens on port " + port);
      assertThat(Lines.read(client.connect(pod.address().toString(), port, SECONDS), 5))
          .isEqualTo("hello");
    }
  }

  @Test
  void serverSocketOnATakenPort_isReachedUnderItsNumber() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      NetworkLink pod = net.attach("a", false);
      NetworkLink client = net.attach("b", false);
      int port = taken.getLocalPort();

      ServerSocket server = pod.serverSocket(port);
      Socket socket = client.connect(pod.address().toString(), port, SECONDS);

      assertThat(server.getLocalPort()).isEqualTo(port);
      assertThat(server.accept().getInetAddress().getHostAddress())
          .isEqualTo(client.address().toString());
      socket.close();
    }
  }

  @Test
  void name_isLookedUpWithThePodsResolver() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    client.configureResolver(List.of("127.0.0.9"), List.of("default.svc"), List.of("ndots:5"));
    net.proxy.resolver(
        (from, config, name) -> {
          if (from.toString().equals(client.address().toString())
              && config.searches().contains("default.svc")) {
            return List.of(IpAddress.of(pod.address().toString()));
          }
          throw new UnknownHostException(name);
        });

    assertThat(Lines.readAll(client.connect("web", ProxyFixture.PORT, SECONDS)))
        .startsWith(pod.address().toString());
    assertThatThrownBy(() -> pod.connect("web", ProxyFixture.PORT, SECONDS))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void deniedConnection_isSilence() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.policies("default/deny-all {podSelector: {}}");

    assertThatThrownBy(
            () ->
                client.connect(pod.address().toString(), ProxyFixture.PORT, Duration.ofMillis(50)))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(net.proxy.recentConnections())
        .singleElement()
        .asString()
        .endsWith(
            " denied by the ingress rules of NetworkPolicy default/deny-all:"
                + " Pod default/pod-1 -> Pod default/pod-0 on 8080/tcp");
  }

  @Test
  void datagrams_arriveFromThePodsAddress() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    DatagramEcho.listen(server, 5353);

    try (DatagramSocket socket = client.datagramSocket()) {
      socket.setSoTimeout(5000);
      InetSocketAddress to = client.route(IpAddress.of(server.address().toString()), 5353, true);
      byte[] question = "hi".getBytes(UTF_8);
      socket.send(new DatagramPacket(question, question.length, to));

      assertThat(DatagramEcho.receive(socket))
          .isEqualTo(server.address().toString() + " " + client.address().toString() + " hi");
    }
  }

  @Test
  void datagramsToNobody_goNowhere() throws IOException {
    NetworkLink client = net.attach("b", false);
    byte[] question = "hi".getBytes(UTF_8);

    try (DatagramSocket socket = client.datagramSocket()) {
      socket.setSoTimeout(50);
      InetSocketAddress nobody = client.route(IpAddress.of(net.clusterIp), 53, true);
      socket.send(new DatagramPacket(question, question.length, nobody));

      assertThatThrownBy(() -> DatagramEcho.receive(socket))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ChannelHandler.Sharable
  private static final class Greeter extends ChannelInboundHandlerAdapter {

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(context.alloc().buffer().writeBytes("hello".getBytes(UTF_8)));
    }
  }
}

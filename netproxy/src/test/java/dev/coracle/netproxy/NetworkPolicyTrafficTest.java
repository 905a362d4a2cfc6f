// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.time.VirtualTime;
import dev.coracle.netproxy.ProxyFixture.Joined;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** NetworkPolicies as those who send meet them on real sockets. Time is virtual: nobody waits. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class NetworkPolicyTrafficTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int SILENCE = 100;
  private static final int PATIENCE = 5000;
  private static final String DENY = "default/deny {podSelector: {}}";

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final ProxyFixture net;

  NetworkPolicyTrafficTest(NetworkPlan plan) {
    net = new ProxyFixture(time, plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  private static String from(String address) {
    return "default/some {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "
        + address
        + "/32}}]}]}";
  }

  private static String to(String address) {
    return "default/some {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: "
        + address
        + "/32}}]}]}";
  }

  @Test
  void podToPod_timesOut() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.policies(DENY);

    assertThatThrownBy(() -> client.connect(pod.address().toString(), ProxyFixture.PORT, MINUTE))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("Connect timed out: " + pod.address() + ":8080/tcp");
  }

  @Test
  void podToService_isJudgedByTheEndpoint() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.endpoints(pod);

    net.policies(to(net.clusterIp));
    assertThatThrownBy(() -> client.connect(net.clusterIp, ProxyFixture.PORT, MINUTE))
        .isInstanceOf(SocketTimeoutException.class);

    net.policies(to(pod.address().toString()));
    assertThat(Lines.readAll(client.connect(net.clusterIp, ProxyFixture.PORT, MINUTE)))
        .startsWith(pod.address().toString());
  }

  @Test
  void podToItself_isNeverJudged() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.policies(DENY + "; default/quiet {podSelector: {}, policyTypes: [Egress]}");

    assertThat(Lines.readAll(pod.connect(pod.address().toString(), ProxyFixture.PORT, MINUTE)))
        .startsWith(pod.address().toString());
    assertThat(Lines.readAll(pod.connect(net.clusterIp, ProxyFixture.PORT, MINUTE)))
        .startsWith(pod.address().toString());
  }

  @Test
  void nodeToItsOwnPods_isNeverJudged() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.policies(DENY);

    net.proxy.dialFromNode("a", pod.address(), ProxyFixture.PORT, MINUTE).close();
    assertThatThrownBy(() -> net.proxy.dialFromNode("b", pod.address(), ProxyFixture.PORT, MINUTE))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void outsideToService_isReset() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.policies(DENY);

    assertThatThrownBy(() -> net.ask(net.clusterIp, ProxyFixture.PORT))
        .isInstanceOf(SocketException.class);
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .endsWith(
            " denied by the ingress rules of NetworkPolicy default/deny:"
                + " 127.0.0.1 -> Pod default/pod-0 on 8080/tcp");
  }

  @Test
  void outsideByNodePort_isJudgedByItsOwnAddressAndNotTheNodes() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    String node = net.proxy.nodeAddress("b").toString();

    net.policies(from(node));
    assertThatThrownBy(() -> net.ask(node, ProxyFixture.NODE_PORT))
        .isInstanceOf(SocketException.class);

    net.policies(from("127.0.0.1"));
    assertThat(net.ask(node, ProxyFixture.NODE_PORT)).isEqualTo(pod.address() + " " + node);
  }

  @Test
  void outsideToTheSocketOfAPod_isReset() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.policies(DENY);

    assertThatThrownBy(() -> net.ask(pod.address(), ProxyFixture.PORT))
        .isInstanceOf(SocketException.class);

    net.policies(from("127.0.0.1"));
    assertThat(net.ask(pod.address(), ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void outsideToTheChannelOfAPod_isReset() throws IOException {
    NetworkLink pod = net.attach("a", false);
    pod.listen(ProxyFixture.PORT, new Greeting()).close();
    pod.listen(9090, new Greeting());
    net.endpoints(pod);
    net.policies(DENY);

    assertThatThrownBy(() -> net.ask(pod.address(), 9090)).isInstanceOf(SocketException.class);

    net.policies("");
    assertThat(net.ask(pod.address(), 9090)).isEqualTo("hello");
  }

  @ChannelHandler.Sharable
  private static final class Greeting extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      channel.eventLoop().execute(() -> greet(channel));
    }

    private static void greet(Channel channel) {
      channel
          .writeAndFlush(Unpooled.copiedBuffer("hello", UTF_8))
          .addListener(written -> channel.close());
    }
  }

  @Test
  void connectionThatWasAllowed_outlivesTheDenial() throws IOException {
    try (Joined joined = net.join()) {
      net.policies(DENY);
      Lines.write(joined.client(), "still here");

      assertThat(Lines.read(joined.accepted(), 10)).isEqualTo("still here");
    }
  }

  @Test
  void policyThatIsTakenAway_deniesNothing() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);
    net.policies(DENY);

    net.policies("");

    assertThat(net.ask(net.clusterIp, ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void datagramsToAService_areLost() throws IOException {
    NetworkLink pod = echo();
    NetworkLink client = net.attach("b", false);
    net.protocol(Protocol.UDP).endpoints(pod);

    net.policies(DENY);
    assertThat(answers(client, net.clusterIp, SILENCE)).isFalse();

    net.policies(from(client.address().toString()));
    assertThat(answers(client, net.clusterIp, PATIENCE)).isTrue();
  }

  @Test
  void datagramsToAPod_areLostAtEitherEnd() throws IOException {
    NetworkLink pod = echo();
    NetworkLink client = net.attach("b", false);
    net.endpoints(pod);

    net.policies(DENY);
    assertThat(answers(client, pod.address().toString(), SILENCE)).isFalse();
    net.policies("default/quiet {podSelector: {}, policyTypes: [Egress]}");
    assertThat(answers(client, pod.address().toString(), SILENCE)).isFalse();

    net.policies(from(client.address().toString()));
    assertThat(answers(client, pod.address().toString(), PATIENCE)).isTrue();
  }

  @Test
  void datagramsFromOutsideToAPod_areLost() throws IOException {
    NetworkLink pod = echo();
    net.endpoints(pod);
    InetSocketAddress at =
        net.proxy.realAddress(pod.address(), ProxyFixture.PORT, Protocol.UDP).orElseThrow();

    net.policies(DENY);
    try (DatagramSocket socket = new DatagramSocket()) {
      assertThat(answers(socket, at, SILENCE)).isFalse();
      net.policies("");
      assertThat(answers(socket, at, PATIENCE)).isTrue();
    }
  }

  @Test
  void namesOfAPodThatMayNotAsk_areNotKnown() throws IOException {
    net.proxy.startDns("cluster.local", List.of());
    NetworkLink client = net.attach("b", false);
    client.configureResolver(List.of(net.clusterIp), List.of(), List.of());
    net.policies("default/quiet {podSelector: {}, policyTypes: [Egress]}");

    assertThatThrownBy(() -> client.resolve("kube-dns.kube-system.svc.cluster.local"))
        .hasMessage("kube-dns.kube-system.svc.cluster.local: Temporary failure in name resolution");
    assertThat(net.proxy.recentConnections())
        .last()
        .asString()
        .endsWith("Pod default/pod-0 -> Pod kube-system/coredns on 53/udp");
  }

  private NetworkLink echo() throws IOException {
    NetworkLink link = net.attach("a", false);
    DatagramEcho.listen(link, ProxyFixture.PORT);
    return link;
  }

  private static boolean answers(NetworkLink client, String address, int millis)
      throws IOException {
    try (DatagramSocket socket = client.datagramSocket()) {
      return answers(socket, new InetSocketAddress(address, ProxyFixture.PORT), millis);
    }
  }

  private static boolean answers(DatagramSocket socket, InetSocketAddress at, int millis)
      throws IOException {
    byte[] question = "hi".getBytes(UTF_8);
    socket.setSoTimeout(millis);
    socket.send(new DatagramPacket(question, question.length, at));
    try {
      return DatagramEcho.receive(socket).endsWith("hi");
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}

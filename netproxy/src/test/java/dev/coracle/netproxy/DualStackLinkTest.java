// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that have an address of each family, and one socket behind both. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class DualStackLinkTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);
  private static final int PORT = ProxyFixture.PORT;

  private final ProxyFixture net;

  DualStackLinkTest(NetworkPlan plan) {
    net = new ProxyFixture(plan, List.of(IpFamily.IPV4, IpFamily.IPV6));
  }

  @AfterEach
  void close() {
    net.close();
  }

  private static IpAddress ipv6(NetworkLink link) {
    return link.addresses().get(1);
  }

  @Test
  void connection_showsAddressesOfTheFamilyThatWasCalled() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    try (ServerSocket listening = server.serverSocket(PORT)) {
      for (int family = 0; family < 2; family++) {
        IpAddress called = server.addresses().get(family);
        IpAddress caller = client.addresses().get(family);

        Socket socket = client.connect(called.toString(), PORT, SECONDS);
        Socket accepted = listening.accept();

        assertThat(IpAddress.of(accepted.getInetAddress())).isEqualTo(caller);
        assertThat(IpAddress.of(accepted.getLocalAddress())).isEqualTo(called);
        assertThat(IpAddress.of(socket.getInetAddress())).isEqualTo(called);
        assertThat(IpAddress.of(socket.getLocalAddress())).isEqualTo(caller);
        socket.close();
        accepted.close();
      }
    }
  }

  @Test
  void node_andControlPlane_callFromTheirAddressOfTheFamily() throws IOException {
    NetworkLink server = net.whoAmI("a");

    String fromNode = Lines.readAll(net.proxy.dialFromNode("b", ipv6(server), PORT, SECONDS));
    String fromControlPlane =
        Lines.readAll(net.proxy.dialFromControlPlane(ipv6(server), PORT, SECONDS));

    assertThat(callerOf(fromNode)).isEqualTo(net.proxy.nodeAddresses("b").get(1));
    assertThat(callerOf(fromControlPlane)).hasToString("fd00:198:18::1");
  }

  private static IpAddress callerOf(String answer) {
    return IpAddress.of(answer.split(" ")[1]);
  }

  @Test
  void localhost_hasBothFamiliesToo() throws IOException {
    NetworkLink pod = net.whoAmI("a");

    assertThat(callerOf(Lines.readAll(pod.connect("127.0.0.1", PORT, SECONDS))))
        .hasToString("127.0.0.1");
    assertThat(callerOf(Lines.readAll(pod.connect("::1", PORT, SECONDS)))).hasToString("::1");
  }

  @Test
  void datagrams_areAnsweredInTheFamilyOfTheQuestion() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    DatagramEcho.listen(server, 5353);
    for (int family = 0; family < 2; family++) {
      try (DatagramSocket socket = client.datagramSocket()) {
        socket.setSoTimeout(5000);
        IpAddress called = server.addresses().get(family);
        byte[] question = "hi".getBytes(UTF_8);
        socket.send(new DatagramPacket(question, question.length, called.toInetAddress(), 5353));

        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        socket.receive(answer);

        String text = new String(answer.getData(), 0, answer.getLength(), UTF_8);
        assertThat(IpAddress.of(answer.getAddress())).isEqualTo(called);
        assertThat(callerOf(text)).isEqualTo(client.addresses().get(family));
      }
    }
  }

  @Test
  void port_isOneForBothFamilies_andGoesWithItsSocket() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    ServerSocket listening = server.serverSocket(PORT);
    InetSocketAddress real =
        net.proxy.realAddress(server.address(), PORT, Protocol.TCP).orElseThrow();
    assertThat(net.proxy.realAddress(ipv6(server), PORT, Protocol.TCP)).contains(real);
    assertThatThrownBy(() -> server.serverSocket(PORT)).isInstanceOf(BindException.class);

    listening.close();

    assertThat(net.proxy.realAddress(ipv6(server), PORT, Protocol.TCP)).isEmpty();
    assertThatThrownBy(() -> client.connect(ipv6(server).toString(), PORT, SECONDS))
        .isInstanceOf(ConnectException.class);
    server.serverSocket(PORT).close();
  }

  @Test
  void podThatHasGone_hasNoRouteInEitherFamily() throws IOException {
    NetworkLink server = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    server.close();

    for (IpAddress address : server.addresses()) {
      assertThatThrownBy(() -> client.connect(address.toString(), PORT, SECONDS))
          .isInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void podsOnOneNode_shareItsPortsInBothFamilies() throws IOException {
    NetworkLink one = net.attach("a", true);
    NetworkLink other = net.attach("a", true);
    assertThat(one.addresses()).isEqualTo(net.proxy.nodeAddresses("a"));

    ServerSocket listening = one.serverSocket(PORT);
    assertThatThrownBy(() -> other.serverSocket(PORT)).isInstanceOf(BindException.class);
    listening.close();

    other.serverSocket(PORT).close();
  }

  @Test
  void stranger_reachesTheIpv6AddressWhereItIsRealised() throws IOException {
    NetworkLink server = net.whoAmI("a");

    assertThat(callerOf(net.ask(ipv6(server), PORT))).hasToString("127.0.0.1");
  }

  @Test
  void policy_judgesEachFamilyByItself() throws IOException {
    NetworkLink server = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.policies(
        "default/some {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '%s/128'}}]}]}"
            .formatted(ipv6(client)));

    assertThat(callerOf(Lines.readAll(client.connect(ipv6(server).toString(), PORT, SECONDS))))
        .isEqualTo(ipv6(client));
    assertThatThrownBy(
            () -> client.connect(server.address().toString(), PORT, Duration.ofMillis(50)))
        .isInstanceOf(IOException.class);
  }
}

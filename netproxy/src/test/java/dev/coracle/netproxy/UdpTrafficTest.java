// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coracle.api.time.VirtualTime;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class UdpTrafficTest {

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final ProxyFixture net;

  UdpTrafficTest(NetworkPlan plan) {
    net = new ProxyFixture(time, plan).protocol(Protocol.UDP);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void datagramsOfOneClient_stickToOneEndpoint() throws IOException {
    net.endpoints(echo("a"), echo("b"));

    try (DatagramSocket client = client()) {
      Set<String> answers = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        answers.add(ask(client, "hi"));
      }

      assertThat(answers).hasSize(1);
    }
  }

  @Test
  void manyClients_meetEveryEndpoint() throws IOException {
    NetworkLink one = echo("a");
    NetworkLink two = echo("b");
    net.endpoints(one, two);

    Set<String> met = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      try (DatagramSocket client = client()) {
        met.add(ask(client, "hi").split(" ")[0]);
      }
    }

    assertThat(met).containsExactlyInAnyOrder(one.address().toString(), two.address().toString());
  }

  @Test
  void flowToAnEndpointThatLeft_movesToAnother() throws IOException {
    NetworkLink one = echo("a");
    NetworkLink two = echo("b");
    net.endpoints(one);

    try (DatagramSocket client = client()) {
      String before = ask(client, "hi");
      net.endpoints(net.gone(one), net.ready(two));
      String after = ask(client, "hi");

      assertThat(before).startsWith(one.address().toString() + " ");
      assertThat(after).startsWith(two.address().toString() + " ");
    }
  }

  @Test
  void largeDatagram_arrivesWhole() throws IOException {
    net.endpoints(echo("a"));
    String large = "x".repeat(60_000);

    try (DatagramSocket client = client()) {
      assertThat(ask(client, large)).endsWith(" " + large);
    }
  }

  @Test
  void answer_comesFromTheAddressThatWasAsked() throws IOException {
    net.endpoints(echo("a"));

    try (DatagramSocket client = client()) {
      client.connect(net.serviceAddress());

      assertThat(ask(client, "hi")).endsWith(" hi");
    }
  }

  @Test
  void serviceWithoutEndpoints_refusesDatagrams() throws IOException {
    assumeThat(net.block.plan()).isEqualTo(NetworkPlan.LOOPBACK);
    net.endpoints(net.gone(echo("a")));

    try (DatagramSocket client = client()) {
      client.connect(net.serviceAddress());

      assertThatThrownBy(() -> ask(client, "hi")).isInstanceOf(PortUnreachableException.class);
    }
  }

  @Test
  void affinity_countsForDatagramsOfEveryPortOfAClient() throws IOException {
    net.options("affinity=600").endpoints(echo("a"), echo("a"), echo("b"), echo("b"));

    Set<String> met = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (DatagramSocket client = client()) {
        met.add(ask(client, "hi").split(" ")[0]);
      }
    }

    assertThat(met).hasSize(1);
  }

  @Test
  void flowToAnEndpointThatEnds_staysWhileItServes() throws IOException {
    NetworkLink one = echo("a");
    NetworkLink two = echo("b");
    net.endpoints(one);

    try (DatagramSocket client = client()) {
      ask(client, "hi");
      net.endpoints(net.ending(one), net.ready(two));

      assertThat(ask(client, "hi")).startsWith(one.address().toString() + " ");
    }
  }

  @Test
  void flow_endsWhenNobodyHasSentForTwoMinutes() throws IOException {
    net.endpoints(echo("a"));

    try (DatagramSocket client = client()) {
      ask(client, "hi");
      time.advance(Duration.ofSeconds(110));
      ask(client, "hi");
      time.advance(Duration.ofSeconds(110));
      ask(client, "hi");
      int kept = net.proxy.recentConnections().size();
      time.advance(Duration.ofSeconds(160));
      ask(client, "hi");

      assertThat(kept).isEqualTo(1);
      assertThat(net.proxy.recentConnections()).hasSize(2);
    }
  }

  @Test
  void podsDatagrams_reachTheEndpointUnderThePodsAddress() throws IOException {
    NetworkLink server = echo("a");
    NetworkLink pod = net.attach("b", false);
    net.endpoints(server);

    try (DatagramSocket client = pod.datagramSocket()) {
      client.setSoTimeout(5000);

      assertThat(ask(client, "hi"))
          .isEqualTo(server.address().toString() + " " + pod.address().toString() + " hi");
    }
  }

  private NetworkLink echo(String node) throws IOException {
    NetworkLink link = net.attach(node, false);
    DatagramEcho.listen(link, ProxyFixture.PORT);
    return link;
  }

  private static DatagramSocket client() throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
    socket.setSoTimeout(5000);
    return socket;
  }

  private String ask(DatagramSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    InetSocketAddress to = net.serviceAddress();
    client.send(new DatagramPacket(bytes, bytes.length, to));
    return DatagramEcho.receive(client);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import dev.coracle.network.OpenConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of connections that are open, and what can be done to them. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class ConnectionsTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final ProxyFixture net;

  ConnectionsTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void connectionOfAPod_isListedUntilItEnds() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    net.endpoints(server);
    try (ServerSocket listener = server.serverSocket(ProxyFixture.PORT)) {
      Socket socket = client.connect(net.clusterIp, ProxyFixture.PORT, SECONDS);
      Socket accepted = listener.accept();

      List<OpenConnection> open = net.proxy.connections();
      socket.close();

      assertThat(open)
          .singleElement()
          .satisfies(
              connection -> {
                assertThat(connection.source()).isEqualTo(client.address());
                assertThat(connection.destination()).hasToString(net.clusterIp);
                assertThat(connection.endpoint()).isEqualTo(server.address());
              });
      assertThat(net.proxy.connections()).isEmpty();
      accepted.close();
    }
  }

  @Test
  void connectionThatIsClosedHere_endsOnBothSides() throws IOException {
    try (ProxyFixture.Joined joined = net.join()) {
      net.proxy.connections().forEach(OpenConnection::close);

      assertThat(hasEnded(joined.client())).isTrue();
      assertThat(hasEnded(joined.accepted())).isTrue();
    }
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void callerThatLeftBeforeItWasAccepted_isKnownAllTheSame() throws IOException {
    NetworkLink server = net.attach("a", false);
    NetworkLink client = net.attach("b", false);
    try (ServerSocket listener = server.serverSocket(ProxyFixture.PORT)) {
      client.connect(server.address().toString(), ProxyFixture.PORT, SECONDS).close();

      Socket accepted = listener.accept();

      assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(client.address().toString());
      assertThat(accepted.getLocalAddress().getHostAddress())
          .isEqualTo(server.address().toString());
      accepted.close();
    }
  }

  @Test
  void socketOfAPod_showsTheAddressesOfTheCluster() throws IOException {
    NetworkLink client = net.attach("b", false);
    net.endpoints(net.whoAmI("a"));

    try (Socket socket = client.connect(net.clusterIp, ProxyFixture.PORT, SECONDS)) {
      assertThat(socket.getLocalAddress().getHostAddress()).isEqualTo(client.address().toString());
      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo(net.clusterIp);
      assertThat(socket.getPort()).isEqualTo(ProxyFixture.PORT);
    }
  }
}

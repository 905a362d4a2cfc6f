// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An address that is listened on before its server runs. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class ServerFrontendTest {

  private final ProxyFixture net;
  private final IpAddress address;
  private final AtomicInteger asked = new AtomicInteger();

  ServerFrontendTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
    address = net.block.controlPlaneAddress();
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void listening_startsNoServer() throws Exception {
    net.proxy.listen(address, 0, this::startServer).close();

    assertThat(asked).hasValue(0);
  }

  @Test
  void network_closesWhatItListensOn() throws Exception {
    int port = net.proxy.listen(address, 0, this::startServer).real().getPort();

    net.proxy.close();

    assertThatThrownBy(() -> net.connect(address, port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void connection_reachesTheServerThatItStarts() throws Exception {
    BoundPort port = net.proxy.listen(address, 0, this::startServer);

    assertThat(net.ask(address, port.real().getPort())).endsWith(" 127.0.0.1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void serverThatCannotStart_isReset() throws Exception {
    BoundPort port =
        net.proxy.listen(
            address,
            0,
            () -> {
              throw new IllegalStateException("cannot listen");
            });

    assertThatThrownBy(() -> net.ask(address, port.real().getPort()))
        .isInstanceOf(SocketException.class);
  }

  private InetSocketAddress startServer() {
    asked.incrementAndGet();
    try {
      NetworkLink server = net.whoAmI("a");
      return new InetSocketAddress(server.address().toString(), ProxyFixture.PORT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

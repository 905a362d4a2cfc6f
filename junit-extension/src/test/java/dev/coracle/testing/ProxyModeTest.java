// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.network.IpvsScheduler.LEAST_CONNECTION;
import static dev.coracle.network.ProxyMode.IPTABLES;
import static dev.coracle.network.ProxyMode.IPVS;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.network.OpenConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How connections are spread, as it is asked for. */
final class ProxyModeTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;

  @Test
  void leastConnection_givesEachEndpointAsMany() throws Exception {
    try (Cluster cluster = Cluster.builder().proxyMode(IPVS, LEAST_CONNECTION).start()) {
      cluster.images().add("web:1", http(request -> text("hello")));
      cluster.apply(WEB).awaitReady();
      InetSocketAddress web = cluster.addressOf("web", 80);

      List<Socket> kept = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Socket socket = new Socket(web.getAddress(), web.getPort());
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes("US-ASCII"));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        kept.add(socket);
      }

      Map<IpAddress, Long> perEndpoint =
          cluster.connections().stream()
              .filter(connection -> connection.destinationPort() == 80)
              .collect(Collectors.groupingBy(OpenConnection::endpoint, Collectors.counting()));
      assertThat(perEndpoint.values()).containsExactly(2L, 2L, 2L);
      for (Socket socket : kept) {
        socket.close();
      }
    }
  }

  @Test
  void schedulerOfAModeWithoutOne_isRefused() {
    assertThatThrownBy(() -> Cluster.builder().proxyMode(IPTABLES, LEAST_CONNECTION))
        .hasMessage("scheduler: lc (expected: with proxyMode(IPVS, ...), not IPTABLES)");
  }
}

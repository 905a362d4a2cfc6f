// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The network over the real API: what is written there is what answers. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class NetworkWatcherTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final SystemTime time = new SystemTime();
  private final AddressBlock block;
  private final ApiServer api;
  private final KubeClient client;
  private final NetProxy proxy;

  NetworkWatcherTest(NetworkPlan plan) {
    block = AddressBlock.claim(plan);
    api =
        new ApiServer(
            new ApiServerOptions(
                block.serviceRange(), block.range(), "30000-32767", 0, List.of(), 1),
            time);
    client = api.client();
    proxy = new NetProxy(client, time, block, ProxyOptions.standard());
  }

  @AfterEach
  void close() {
    proxy.close();
    api.close();
    time.close();
    block.close();
  }

  @Test
  void serviceAndSlice_makeTheClusterIpAnswer() throws IOException {
    proxy.start();
    NetworkLink pod = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
    NetworkLink other = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
    try (ServerSocket server = pod.serverSocket(8080)) {
      String clusterIp = createService(8080);
      createSlice(pod.address().toString());
      time.settle();

      Socket stranger = outside(clusterIp);
      Socket friend = other.connect(clusterIp, 8080, SECONDS);

      assertThat(server.accept().isConnected()).isTrue();
      assertThat(server.accept().isConnected()).isTrue();
      stranger.close();
      friend.close();
    }
  }

  @Test
  void endpointThatIsNoLongerReady_isNoLongerReached() throws IOException {
    NetworkLink pod = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
    try (ServerSocket server = pod.serverSocket(8080)) {
      String clusterIp = createService(8080);
      createSlice(pod.address().toString());
      proxy.start();
      time.settle();
      assertThat(proxy.realAddress(IpAddress.of(clusterIp), 8080, Protocol.TCP)).isPresent();

      client.patch(
          ResourceType.ENDPOINT_SLICES,
          ObjectKey.of("default", "web-1"),
          Patch.merge(slice -> slice.putArray("endpoints")));
      time.settle();

      assertThat(server.isClosed()).isFalse();
      assertThat(proxy.realAddress(IpAddress.of(clusterIp), 8080, Protocol.TCP)).isEmpty();
      assertThatThrownBy(() -> outside(clusterIp)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void portThatCannotBeBound_isAWarningOnItsService() throws IOException {
    assumeThat(block.plan()).isEqualTo(NetworkPlan.LOOPBACK);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      NetworkLink pod = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
      createService(taken.getLocalPort());
      createSlice(pod.address().toString());

      proxy.start();
      time.settle();

      List<KubeObject> events = client.list(ResourceType.EVENTS, ListOptions.ALL).items();
      assertThat(events)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.text("type")).isEqualTo("Warning");
                assertThat(event.text("reason")).isEqualTo("PortNotBound");
                assertThat(event.text("involvedObject", "name")).isEqualTo("web");
                assertThat(event.text("message"))
                    .contains(":" + taken.getLocalPort() + "/tcp cannot be bound")
                    .contains("remedy");
              });
    }
  }

  @Test
  void serviceName_isResolvedAndReachedFromAPod() throws IOException {
    NetworkLink pod = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
    NetworkLink other = proxy.attach(ObjectKey.of("default", "pod"), "a", false);
    other.configureResolver(
        List.of(block.dnsAddress().toString()),
        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local"),
        List.of("ndots:5"));
    try (DnsServer dns = proxy.startDns("cluster.local", List.of());
        ServerSocket server = pod.serverSocket(8080)) {
      createService(8080);
      createSlice(pod.address().toString());
      proxy.start();
      time.settle();

      Socket socket = other.connect("web", 8080, SECONDS);

      assertThat(server.accept().getInetAddress().getHostAddress())
          .isEqualTo(other.address().toString());
      assertThat(dns.queries()).isNotEmpty();
      socket.close();
    }
  }

  private Socket outside(String clusterIp) throws IOException {
    InetSocketAddress real =
        proxy
            .realAddress(IpAddress.of(clusterIp), 8080, Protocol.TCP)
            .orElseThrow(() -> new ConnectException("nobody listens"));
    return new Socket(real.getAddress(), real.getPort());
  }

  private String createService(int port) {
    KubeObject service =
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"namespace": "default", "name": "web"},
             "spec": {"selector": {"app": "web"}, "ports": [{"port": %d}]}}
            """
                .formatted(port));
    return client.create(ResourceType.SERVICES, service).text("spec", "clusterIP");
  }

  private void createSlice(String address) {
    client.create(
        ResourceType.ENDPOINT_SLICES,
        KubeObject.parse(
            """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
             "metadata": {"namespace": "default", "name": "web-1",
                          "labels": {"kubernetes.io/service-name": "web"}},
             "addressType": "IPv4", "ports": [{"name": "", "port": 8080, "protocol": "TCP"}],
             "endpoints": [{"addresses": ["%s"], "conditions": {"ready": true}}]}
            """
                .formatted(address)));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.VirtualTime;
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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The network over the real API: what is written there is what answers, if late. */
@ParameterizedClass(name = "{0}, late watches: {1}")
@CsvSource({"LOOPBACK, false", "LOOPBACK, true", "VIRTUAL, false", "VIRTUAL, true"})
final class NetworkWatcherTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final AddressBlock block;
  private final ApiServer api;
  private final KubeClient client;
  private final NetProxy proxy;
  private final boolean lateWatches;
  private final LateClient late;

  NetworkWatcherTest(NetworkPlan plan, boolean lateWatches) {
    this.lateWatches = lateWatches;
    block = AddressBlock.claim(plan);
    api =
        new ApiServer(
            new ApiServerOptions(
                block.serviceRange(), block.range(), "30000-32767", 0, List.of(), 1),
            time);
    client = api.client();
    late = new LateClient(client, time);
    proxy =
        new NetProxy(lateWatches ? late.client() : client, time, block, ProxyOptions.standard());
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
      late.settle();

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
      late.settle();
      assertThat(proxy.realAddress(IpAddress.of(clusterIp), 8080, Protocol.TCP)).isPresent();

      client.patch(
          ResourceType.ENDPOINT_SLICES,
          ObjectKey.of("default", "web-1"),
          Patch.merge(slice -> slice.putArray("endpoints")));
      late.settle();

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
      late.settle();

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
      late.settle();

      Socket socket = other.connect("web", 8080, SECONDS);

      assertThat(server.accept().getInetAddress().getHostAddress())
          .isEqualTo(other.address().toString());
      assertThat(dns.queries()).isNotEmpty();
      socket.close();
    }
  }

  @Test
  void hostPort_goesFromOnePodToTheNext() throws IOException {
    proxy.start();
    NetworkLink first = proxy.attach(ObjectKey.of("default", "one"), "a", false);
    NetworkLink second = proxy.attach(ObjectKey.of("default", "two"), "a", false);
    NetworkLink caller = proxy.attach(ObjectKey.of("default", "caller"), "a", false);
    String node = proxy.nodeAddress("a").toString();
    createNode(node);
    try (ServerSocket one = first.serverSocket(8080);
        ServerSocket two = second.serverSocket(8080)) {
      createPod("one", first.address().toString());
      late.settle();
      Socket before = caller.connect(node, 31480, SECONDS);
      assertThat(one.accept().isConnected()).isTrue();

      client.delete(ResourceType.PODS, ObjectKey.of("default", "one"), DeleteOptions.NOW);
      createPod("two", second.address().toString());
      late.settle();
      Socket after = caller.connect(node, 31480, SECONDS);

      assertThat(two.accept().isConnected()).isTrue();
      before.close();
      after.close();
    }
  }

  @Test
  void policyAndLabel_takeEffectWhenTheyAreSeen() throws IOException {
    NetworkLink server = proxy.attach(ObjectKey.of("default", "one"), "a", false);
    NetworkLink caller = proxy.attach(ObjectKey.of("default", "caller"), "a", false);
    proxy.start();
    try (ServerSocket listening = server.serverSocket(8080)) {
      createPod("one", server.address().toString());
      client.create(
          ResourceType.NETWORK_POLICIES,
          KubeObject.parse(
              """
              {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
               "metadata": {"namespace": "default", "name": "shut"},
               "spec": {"podSelector": {"matchLabels": {"target": "isolated"}}}}
              """));
      late.settle();
      caller.connect(server.address().toString(), 8080, SECONDS).close();

      client.patch(
          ResourceType.PODS,
          ObjectKey.of("default", "one"),
          Patch.merge(pod -> Json.objectAt(pod, "metadata", "labels").put("target", "isolated")));
      late.settle();

      assertThat(listening.isClosed()).isFalse();
      assertThatThrownBy(() -> caller.connect(server.address().toString(), 8080, SECONDS))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void lateWatch_isLateIndeed() {
    assumeThat(lateWatches).isTrue();
    proxy.start();
    late.settle();
    client.create(
        ResourceType.NAMESPACES,
        KubeObject.parse(
            "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"new\"}}"));

    time.settle();
    boolean early = proxy.state().hasNamespace("new");
    late.settle();

    assertThat(early).isFalse();
    assertThat(proxy.state().hasNamespace("new")).isTrue();
  }

  private void createNode(String address) {
    client.create(
        ResourceType.NODES,
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"},
             "status": {"addresses": [{"type": "InternalIP", "address": "%s"}]}}
            """
                .formatted(address)));
  }

  private void createPod(String name, String address) {
    client.create(
        ResourceType.PODS,
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"namespace": "default", "name": "%s"},
             "spec": {"nodeName": "a", "containers": [
               {"name": "c", "image": "x", "ports": [{"containerPort": 8080, "hostPort": 31480}]}]}}
            """
                .formatted(name)));
    client.patchStatus(
        ResourceType.PODS,
        ObjectKey.of("default", name),
        Patch.merge(
            pod -> {
              Json.objectAt(pod, "status").put("phase", "Running").put("podIP", address);
              Json.arrayAt(Json.objectAt(pod, "status"), "podIPs").addObject().put("ip", address);
            }));
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

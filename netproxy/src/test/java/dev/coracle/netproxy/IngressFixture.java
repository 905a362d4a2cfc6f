// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.netproxy.http.BackendDialer;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.route.IngressEndpoint;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.network.NetworkPlan;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An Ingress server on a real API server; its endpoints are where {@link #ports} says. */
final class IngressFixture implements AutoCloseable {

  static final InetAddress LOOPBACK = IpAddress.of("127.0.0.1").toInetAddress();

  private static final String CLASS =
      """
      {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
       "metadata": {"name": "coracle"}, "spec": {"controller": "coracle.dev/ingress"}}
      """;
  static final String INGRESS =
      """
      {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
       "metadata": {"name": "web", "namespace": "default"},
       "spec": {"ingressClassName": "coracle",
        "tls": [{"hosts": ["foo.bar.com"], "secretName": "foo-tls"}],
        "rules": [{"host": "foo.bar.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
         "backend": {"service": {"name": "web", "port": {"name": "http"}}}}]}}]}}
      """;
  static final String SERVICE =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"},
       "spec": {"clusterIP": "None", "selector": {"app": "web"},
        "ports": [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}]}}
      """;

  final SystemTime time = new SystemTime();
  final CertificateAuthority authority = CertificateAuthority.create("test-ca", time.now());
  final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final Map<String, Integer> ports = new HashMap<>();
  final AddressBlock block;
  final IpAddress address;
  private final EventLoops loops = new EventLoops();
  private final ApiServer api = new ApiServer(ApiServerOptions.STANDARD, time);
  final KubeClient client = api.client();
  private final Loop loop = time.loop("network");
  private final NetworkWatcher watcher = new NetworkWatcher(client, loop, this::apply);
  final IngressServer server;
  private volatile NetworkState state = NetworkState.EMPTY;

  IngressFixture(NetworkPlan plan) throws IOException {
    block = AddressBlock.claim(plan);
    address = block.loadBalancers().allocate();
    ConnectionTable connections = new ConnectionTable();
    Binder binder =
        new Binder(
            loops, block, new AddressTable(block), connections, (caller, at) -> true, Set.of());
    server =
        IngressServer.start(
            client,
            time,
            new IngressServer.Options(address, Optional.of(authority)),
            binder,
            new Backends(),
            () -> state);
    client.create(ResourceType.INGRESS_CLASSES, KubeObject.parse(CLASS));
    watcher.start();
  }

  private void apply(NetworkChange change) {
    state = change.state();
    server.changed();
  }

  /** Connects to where {@link #ports} says. */
  private final class Backends implements BackendDialer {

    @Override
    public void dial(
        EventLoop loop,
        IngressEndpoint endpoint,
        ChannelHandler handler,
        Consumer<Channel> done,
        Consumer<Throwable> failed) {
      var connect =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.AUTO_READ, false)
              .handler(handler)
              .connect(LOOPBACK, ports.getOrDefault(endpoint.ip(), 1));
      connect.addListener(
          result -> {
            if (result.isSuccess()) {
              done.accept(connect.channel());
            } else {
              failed.accept(result.cause());
            }
          });
    }

    @Override
    public void close() {
      // Nothing is kept.
    }
  }

  /** Starts servers that echo what they got, as the endpoints of the Service. */
  void serve(String... ips) {
    StringBuilder endpoints = new StringBuilder();
    for (String ip : ips) {
      ports.put(ip, IngressEcho.start(group, LOOPBACK, ip));
      endpoint(endpoints, ip);
    }
    client.create(ResourceType.SERVICES, KubeObject.parse(SERVICE));
    client.create(ResourceType.ENDPOINT_SLICES, KubeObject.parse(slice(endpoints.toString())));
  }

  static void endpoint(StringBuilder endpoints, String ip) {
    endpoints.append(endpoints.isEmpty() ? "" : ",").append("{\"addresses\": [\"").append(ip);
    endpoints.append("\"], \"conditions\": {\"ready\": true}}");
  }

  static String slice(String endpoints) {
    return """
    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
     "metadata": {"name": "web-1", "namespace": "default",
       "labels": {"kubernetes.io/service-name": "web"}},
     "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
     "endpoints": [%s]}
    """
        .formatted(endpoints);
  }

  void ingress(String json) {
    client.create(ResourceType.INGRESSES, KubeObject.parse(json));
    time.settle();
  }

  String get(String request, String host) throws IOException {
    try (Socket socket = http()) {
      write(socket, request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return read(socket);
    }
  }

  Socket http() throws IOException {
    return new Socket(server.httpAddress().getAddress(), server.httpAddress().getPort());
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  static String read(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Override
  public void close() {
    loop.close();
    watcher.close();
    server.close();
    loops.close();
    block.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    api.close();
    time.close();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.client.RestTemplate;

/** Clients that look names up by themselves reach a cluster on every JDK and plan. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientLibrariesTest {

  private static final String ALL =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: hello}
      spec:
        replicas: 2
        serviceName: hello
        selector: {matchLabels: {app: hello}}
        template:
          metadata: {labels: {app: hello}}
          spec:
            containers:
              - name: hello
                image: hello
                ports: [{containerPort: 9090}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: hello}
      spec: {clusterIP: None, selector: {app: hello}, ports: [{port: 9090}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations: {kubernetes.io/tls-acme: "true"}
      spec:
        tls: [{hosts: [shop.example.test], secretName: shop-tls}]
        rules:
          - host: shop.example.test
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend: {service: {name: web, port: {number: 80}}}
      """;

  /** A channel warns of names that nobody knows, which is meant here. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  @Parameter private NetworkPlan plan;

  private Cluster cluster;

  @BeforeParameterizedClassInvocation
  void start(NetworkPlan chosen) {
    GRPC.setLevel(Level.OFF);
    cluster = Cluster.builder().plan(chosen).start();
    cluster.images().add("web", http(request -> text("web " + request.header("host").orElse(""))));
    cluster.images().add("hello", Hello::serve);
    cluster.apply(ALL).awaitReady();
  }

  @AfterParameterizedClassInvocation
  void stop() {
    cluster.close();
  }

  @Test
  void okHttp_reachesServicesAndIngresses() throws Exception {
    OkHttpClient client = OkHttpDns.client(cluster).build();

    assertThat(get(client, "http://web/")).isEqualTo("web web");
    assertThat(get(client, "http://web.default.svc.cluster.local/"))
        .isEqualTo("web web.default.svc.cluster.local");
    assertThat(get(client, "https://shop.example.test/")).isEqualTo("web shop.example.test");
    assertThatThrownBy(() -> get(client, "http://nobody.invalid/"))
        .isInstanceOf(UnknownHostException.class);
  }

  private static String get(OkHttpClient client, String url) throws Exception {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.body().string();
    }
  }

  @Test
  void apacheClient_reachesServices() throws Exception {
    try (CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(ApacheDns.of(cluster))
                    .build())
            .build()) {
      String answer =
          client.execute(
              new HttpGet("http://web.default/"), got -> EntityUtils.toString(got.getEntity()));

      assertThat(answer).isEqualTo("web web.default");
      assertThat(ApacheDns.of(cluster).resolve("localhost")).isNotEmpty();
    }
  }

  @Test
  @SuppressWarnings("deprecation") // The only way to say it of one channel.
  void grpc_findsAllPodsOfAHeadlessService() {
    ManagedChannel channel =
        OkHttpChannelBuilder.forTarget("dns:///hello:9090")
            .nameResolverFactory(GrpcNames.of(cluster))
            .defaultLoadBalancingPolicy("round_robin")
            .usePlaintext()
            .build();
    try {
      Set<String> pods = new HashSet<>();
      for (int i = 0; i < 100 && pods.size() < 2; i++) {
        pods.add(Hello.ask(channel));
      }

      assertThat(pods).containsExactlyInAnyOrder("hello-0", "hello-1");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void grpcOfTheWholeJvm_leavesOtherNamesAlone() throws Exception {
    AutoCloseable registration = GrpcNames.register(cluster);
    try (registration) {
      ManagedChannel channel =
          OkHttpChannelBuilder.forTarget("dns:///nobody.invalid:9090").usePlaintext().build();

      assertThatThrownBy(() -> Hello.ask(channel)).hasMessageContaining("nobody.invalid");
      channel.shutdownNow();
    }
  }

  @Test
  void netty_resolvesToWhereAPortIs() throws Exception {
    AddressResolver<InetSocketAddress> resolver =
        NettyNames.of(cluster).getResolver(ImmediateEventExecutor.INSTANCE);

    InetSocketAddress web = resolver.resolve(InetSocketAddress.createUnresolved("web", 80)).get();
    InetSocketAddress other =
        resolver.resolve(InetSocketAddress.createUnresolved("localhost", 80)).get();

    try (Socket socket = new Socket(web.getAddress(), web.getPort())) {
      assertThat(socket.isConnected()).isTrue();
    }
    assertThat(resolver.resolveAll(InetSocketAddress.createUnresolved("hello", 9090)).get())
        .hasSize(2);
    assertThat(resolver.isResolved(web)).isTrue();
    assertThat(other.getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void springsTemplate_reachesServicesAndIngresses() {
    RestTemplate template = new RestTemplate(SpringRequests.of(cluster));

    assertThat(template.getForObject("http://web/", String.class)).isEqualTo("web web");
    assertThat(template.getForObject("https://shop.example.test/", String.class))
        .isEqualTo("web shop.example.test");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.network.NetworkPlan.LOOPBACK;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in for clients that are not ours. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterDoorsTest {

  private static final boolean JDK_HAS_NAMES = Runtime.version().feature() >= 18;

  private static final String SHOP =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: shop, labels: {app: web}}
      spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: shop}
      spec: {selector: {app: web}, ports: [{port: 8000, targetPort: 8080}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: many, namespace: shop}
      spec:
        selector: {app: web}
        ports:
          - {name: admin, port: 9000, targetPort: 8080}
          - {name: http, port: 8001, targetPort: 8080}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: vague, namespace: shop}
      spec:
        selector: {app: web}
        ports:
          - {name: admin, port: 9000, targetPort: 8080}
          - {name: other, port: 8001, targetPort: 8080}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        namespace: shop
        annotations: {kubernetes.io/tls-acme: "true"}
      spec:
        tls: [{hosts: [shop.example.test], secretName: shop-tls}]
        rules:
          - host: shop.example.test
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend: {service: {name: web, port: {number: 8000}}}
      """;

  @Parameter private NetworkPlan plan;

  private Cluster cluster;

  @BeforeParameterizedClassInvocation
  void start(NetworkPlan plan) {
    cluster = Cluster.builder().plan(plan).start();
    cluster.images().add("web", http(request -> text("web " + request.header("host").orElse(""))));
    cluster.apply(SHOP).awaitReady();
  }

  @AfterParameterizedClassInvocation
  void stop() {
    cluster.close();
  }

  private boolean isNamed() {
    return cluster.plan() == LOOPBACK && JDK_HAS_NAMES;
  }

  private static String read(URLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void url_ofAService_isReachedByAnyClient() throws IOException {
    URI only = cluster.url("shop/web");
    URI http = cluster.inNamespace("shop").url("many");
    URI chosen = cluster.url("shop/many", 9000);

    assertThat(List.of(only, http, chosen)).allSatisfy(url -> assertThat(get(url)).contains("web"));
    if (isNamed()) {
      assertThat(List.of(only, http, chosen))
          .extracting(URI::toString)
          .containsExactly(
              "http://web.shop.svc.cluster.local:8000/",
              "http://many.shop.svc.cluster.local:8001/",
              "http://many.shop.svc.cluster.local:9000/");
    } else {
      assertThat(only.getHost()).startsWith("127.");
    }
  }

  private String get(URI url) throws IOException {
    Cluster.ThreadScope scope = cluster.claimThread();
    try (scope) {
      return read(url.toURL().openConnection(Proxy.NO_PROXY));
    }
  }

  @Test
  void url_thatIsNotClear_namesThePorts() {
    assertThatThrownBy(() -> cluster.url("shop/vague"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "service: shop/vague with ports [9000 admin, 8001 other] (expected: one port, or one"
                + " named http; or url(\"shop/vague\", port))");
    assertThatThrownBy(() -> cluster.url("shop/web", 81))
        .hasMessage("port: 81 (expected: one of service shop/web: [8000])");
    assertThatThrownBy(() -> cluster.url("https://nowhere.example.test/"))
        .hasMessageStartingWith("host: nowhere.example.test (expected: a host of an Ingress");
  }

  @Test
  void url_ofAnIngress_isReachedByItsName() throws Exception {
    URI shop = URI.create("https://shop.example.test/cart");

    if (isNamed()) {
      URI url = cluster.url(shop.toString());
      assertThat(url).isEqualTo(shop);
      assertThat(getTrusting(HttpClient.newBuilder(), url)).isEqualTo("web shop.example.test");
    } else {
      assertThatThrownBy(() -> cluster.url(shop.toString()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("since an Ingress is known by its name");
    }
  }

  /** Names are looked up on threads that the client makes. */
  private String getTrusting(HttpClient.Builder builder, URI url) throws Exception {
    Cluster.ThreadScope scope = cluster.claimThread();
    try (scope) {
      HttpClient client = builder.sslContext(cluster.sslContext()).build();
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void proxySelector_reachesNamesOfTheClusterAndLeavesOthersAlone() throws Exception {
    HttpClient.Builder client = HttpClient.newBuilder().proxy(cluster.proxySelector());

    assertThat(getTrusting(client, URI.create("https://shop.example.test/")))
        .isEqualTo("web shop.example.test");
    assertThat(getTrusting(client, URI.create("http://web.shop:8000/")))
        .isEqualTo("web web.shop:8000");
    assertThat(select("http://example.test/")).containsExactly(Proxy.NO_PROXY);
    assertThat(select("http://localhost/")).containsExactly(Proxy.NO_PROXY);
    assertThat(select("socket://web.shop:8000"))
        .containsExactly(new Proxy(Proxy.Type.SOCKS, cluster.tunnelAddress()));
  }

  /** Somebody may have made it the JVM's. */
  @Test
  void proxySelector_leavesEverythingAloneWhenTheClusterIsClosed() {
    ProxySelector selector;
    try (Cluster brief = Cluster.builder().plan(cluster.plan()).start()) {
      selector = brief.proxySelector();
    }

    assertThat(selector.select(URI.create("http://web.default.svc.cluster.local/")))
        .containsExactly(Proxy.NO_PROXY);
  }

  private List<Proxy> select(String url) {
    return cluster.proxySelector().select(URI.create(url));
  }

  @Test
  void injectedClient_knowsHostsOfIngressesAndTrustsTheirCertificates() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("https://shop.example.test/")).build();

    assertThat(cluster.httpClient().send(request, BodyHandlers.ofString()).body())
        .isEqualTo("web shop.example.test");
  }

  @Test
  void sslContext_trustsTheApiServer() throws Exception {
    URI api = cluster.httpsUrl();

    try (Socket socket =
        cluster.sslContext().getSocketFactory().createSocket(api.getHost(), api.getPort())) {
      ((SSLSocket) socket).startHandshake();

      assertThat(((SSLSocket) socket).getSession().getPeerCertificates()[0])
          .satisfies(own -> own.verify(cluster.caCertificate().getPublicKey()));
    }
  }

  @Test
  void hostsFile_followsTheCluster(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("hosts");
    if (cluster.plan() != LOOPBACK) {
      assertThatThrownBy(() -> cluster.writeHostsFile(file))
          .hasMessageStartingWith("plan: VIRTUAL");
      return;
    }
    cluster.writeHostsFile(file);
    String before = Files.readString(file);

    cluster.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: late}
        spec: {ports: [{port: 8002}]}
        """);
    cluster.hosts().add("api.example.test", java.net.InetAddress.getLoopbackAddress());
    cluster.settle();
    String after = Files.readString(file);
    cluster.client().delete(ResourceType.SERVICES, ObjectKey.of("default", "late"));
    cluster.hosts().remove("api.example.test");
    cluster.settle();

    assertThat(before)
        .contains("localhost", " web.shop.svc.cluster.local web.shop.svc web.shop\n")
        .contains(" shop.example.test\n")
        .doesNotContain("late");
    assertThat(after)
        .contains(" late.default.svc.cluster.local late.default.svc late.default late\n")
        .contains("127.0.0.1 api.example.test\n");
    assertThat(Files.readString(file)).isEqualTo(before);
    assertThat(directory).isDirectoryContaining(each -> each.equals(file));
  }
}

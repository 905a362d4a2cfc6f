// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test is told whose address of a Service is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WrongAddressTest {

  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec: {containers: [{name: c, image: "web:1", ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 9090, targetPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: empty}
      spec: {selector: {app: none}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: headless}
      spec: {clusterIP: None, selector: {app: none}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: elsewhere}
      spec: {type: ExternalName, externalName: api.example.com}
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web}
      spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: orders, port: {number: 80}}}}]}}]}
      """;

  private final Cluster cluster = Cluster.builder().start();
  private final HttpClient http = cluster.httpClient();

  @BeforeAll
  void apply() {
    cluster.images().add("web:1", http("fine"));
    cluster.apply(MANIFESTS).awaitReady();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private HttpResponse<String> get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://orders:8081/           | Connection refused: Service default/orders has no port 8081/tcp (its ports: 80/tcp http, 9090/tcp metrics)
          http://empty/                 | Connection refused: default/empty has no endpoints
          http://order/                 | order: no such host: namespace default has no Service order (expected: elsewhere, empty, headless, kubernetes, orders)
          http://orders.shop/           | orders.shop: no such host: namespace shop has no Service orders (expected: orders of namespace default)
          http://order.shop.svc/        | order.shop.svc: no such host: namespace shop has no Service order (it has none at all)
          http://orders.shpo.svc.cluster.local/ | orders.shpo.svc.cluster.local: no such host: there is no namespace shpo (expected: orders of namespace default)
          http://headless/              | headless: no such host: Service default/headless is headless and has no ready Pod
          http://web-0.headless.default.svc/ | web-0.headless.default.svc: no such host: Service default/headless has no ready Pod with the hostname web-0
          http://elsewhere/             | elsewhere: no such host: Service default/elsewhere is another name for api.example.com, which nobody knows (expected: a name of the cluster or of cluster.hosts())
          http://shop.example.org/      | shop.example.org: no such host: it is no name of the cluster, as name.namespace, no host of an Ingress (shop.example.com), and none of cluster.hosts()
          """)
  void wrongAddress_isAnsweredAtOnceWithWhatThereIs(String url, String text) throws Exception {
    HttpResponse<String> answer = get(url);

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body().strip()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://orders/            | https://orders/: Connection refused: Service default/orders has no port 443/tcp (its ports: 80/tcp http, 9090/tcp metrics)
          https://shop.example.org/a | https://shop.example.org/a: shop.example.org: no such host: it is no name of the cluster, as name.namespace, no host of an Ingress (shop.example.com), and none of cluster.hosts()
          """)
  void wrongAddressOfTls_isExplainedInTheException(String url, String text) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();

    assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class)
        .hasMessage(text);
    assertThatThrownBy(() -> http.sendAsync(request, BodyHandlers.ofString()).get())
        .hasCauseInstanceOf(IOException.class)
        .cause()
        .hasMessage(text);
  }

  @ParameterizedTest
  @CsvSource({"orders,8081", "order,80", "orders.shop,80"})
  void wrongAddress_isRefusedThroughSocks(String host, int port) throws IOException {
    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, cluster.tunnelAddress()))) {
      assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved(host, port)))
          .isInstanceOf(IOException.class);
    }
  }
}

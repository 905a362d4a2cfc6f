// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.vertx;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.status;
import static dev.coracle.program.Programs.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.LoadBalancer;
import io.vertx.serviceresolver.ServiceAddress;
import io.vertx.serviceresolver.kube.KubeResolver;
import io.vertx.serviceresolver.kube.KubeResolverOptions;
import java.net.URI;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The service resolver of Vert.x: a client of Services that reads their Endpoints once, follows
 * them over a WebSocket, and sends each request to a Pod itself.
 */
class ServiceResolverTest {

  private static final String ORDERS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        replicas: 2
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - name: orders
              image: orders:1
              ports: [{containerPort: 8080}]
              readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1, failureThreshold: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private final Cluster cluster = Cluster.start();
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void runOrders() {
    cluster.images().add("orders:1", http(request -> text(request.context().pod().name())));
    cluster.apply(ORDERS).awaitReady();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, SECONDS);
    cluster.close();
  }

  @Test
  void requests_areSpreadOverThePods() throws Exception {
    HttpClient client = client();

    Set<String> answered = answers(client, 4);

    assertThat(answered).hasSize(2).isEqualTo(pods());
  }

  @Test
  void scaling_isFollowedByLaterRequests() throws Exception {
    HttpClient client = client();
    answers(client, 2);

    cluster.scale("deployment/orders", 4).awaitReady();

    cluster.awaitAsserted(c -> assertThat(answers(client, 8)).hasSize(4).isEqualTo(pods()));
  }

  @Test
  void podThatIsNotReady_isAskedNoMore() throws Exception {
    HttpClient client = client();
    RunningPod ill = cluster.pod(answers(client, 1).iterator().next());

    ill.answer(request -> request.path().equals("/ready") ? status(503) : text("ill"));

    Set<String> left = pods();
    left.remove(ill.name());
    cluster.awaitAsserted(c -> assertThat(answers(client, 4)).isEqualTo(left));
  }

  private HttpClient client() throws Exception {
    PemTrustOptions trust = new PemTrustOptions().addCertValue(Buffer.buffer(authority()));
    URI api = cluster.httpsUrl();
    KubeResolverOptions options =
        new KubeResolverOptions()
            .setServer(SocketAddress.inetSocketAddress(api.getPort(), api.getHost()))
            .setNamespace("default")
            .setBearerToken(cluster.token())
            .setHttpClientOptions(new HttpClientOptions().setSsl(true).setTrustOptions(trust))
            .setWebSocketClientOptions(
                new WebSocketClientOptions().setSsl(true).setTrustOptions(trust));
    return vertx
        .httpClientBuilder()
        .withAddressResolver(KubeResolver.create(options))
        .withLoadBalancer(LoadBalancer.ROUND_ROBIN)
        .build();
  }

  private String authority() throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(cluster.caCertificate().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** The Pods that answer as many requests, one after the other. */
  private static Set<String> answers(HttpClient client, int requests) {
    Set<String> pods = new TreeSet<>();
    for (int i = 0; i < requests; i++) {
      pods.add(answer(client));
    }
    return pods;
  }

  private static String answer(HttpClient client) {
    Future<String> answer =
        client
            .request(new RequestOptions().setServer(ServiceAddress.of("orders")))
            .compose(HttpClientRequest::send)
            .compose(HttpClientResponse::body)
            .map(Buffer::toString);
    try {
      return answer.await(10, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private Set<String> pods() {
    Set<String> names = new TreeSet<>();
    cluster.pods("deployment/orders").stream().map(RunningPod::name).forEach(names::add);
    return names;
  }
}

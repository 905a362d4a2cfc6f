// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class HealthCheckTest {

  private static final String OPTIONS = "type=LoadBalancer etp=Local health=31999";

  private final ProxyFixture net;
  private final HttpClient http = HttpClient.newHttpClient();

  HealthCheckTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void nodeWithReadyEndpoints_isHealthy() throws Exception {
    net.options(OPTIONS).endpoints(net.attach("a", false), net.attach("a", false));

    HttpResponse<String> response = ask("a");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Load-Balancing-Endpoint-Weight")).contains("2");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body())
        .isEqualTo(
            """
            {
            \t"service": {
            \t\t"namespace": "default",
            \t\t"name": "web"
            \t},
            \t"localEndpoints": 2,
            \t"serviceProxyHealthy": true
            }\
            """);
  }

  @Test
  void nodeWithoutReadyEndpoints_isNot() throws Exception {
    NetworkLink gone = net.attach("b", false);
    net.options(OPTIONS).endpoints(net.ready(net.attach("a", false)), net.gone(gone));

    HttpResponse<String> response = ask("b");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("X-Load-Balancing-Endpoint-Weight")).contains("0");
  }

  @Test
  void policyCluster_hasNoHealthCheck() {
    net.options("type=LoadBalancer health=31999").endpoints(net.attach("a", false));

    assertThatThrownBy(() -> ask("a")).isInstanceOf(ConnectException.class);
  }

  private HttpResponse<String> ask(String node) throws IOException, InterruptedException {
    InetSocketAddress at = net.outside(net.proxy.nodeAddress(node), 31999);
    URI uri =
        URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/healthz");
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}

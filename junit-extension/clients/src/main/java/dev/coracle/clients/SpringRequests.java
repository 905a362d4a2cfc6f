// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import java.net.http.HttpClient;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;

/**
 * The names of a cluster for the HTTP clients of Spring, on every plan; others go where they went
 * before.
 *
 * <pre>{@code
 * RestClient client = RestClient.builder().requestFactory(SpringRequests.of(cluster)).build();
 * }</pre>
 */
public final class SpringRequests {

  private SpringRequests() {}

  /** For {@code RestClient} and {@code RestTemplate}. */
  public static ClientHttpRequestFactory of(Cluster cluster) {
    return new JdkClientHttpRequestFactory(client(cluster));
  }

  /** For {@code WebClient}. */
  public static ClientHttpConnector connector(Cluster cluster) {
    return new JdkClientHttpConnector(client(cluster));
  }

  private static HttpClient client(Cluster cluster) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(cluster.proxySelector())
        .sslContext(cluster.sslContext())
        .build();
  }
}

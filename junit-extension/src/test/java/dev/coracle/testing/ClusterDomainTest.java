// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A cluster whose names end otherwise than those of others. */
class ClusterDomainTest {

  private static final Cluster CLUSTER = Cluster.builder().clusterDomain("a.local").start();

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  private static Cluster withWeb() {
    return CLUSTER
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: front, labels: {app: web}}
            spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 8000, targetPort: 80}]}
            """)
        .awaitReady();
  }

  @Test
  void podsAndClients_useTheDomain() throws Exception {
    Cluster cluster = withWeb();

    String config = cluster.exec("front", "cat", "/etc/resolv.conf").stdout();
    String page = cluster.exec("front", "wget", "-qO-", "http://web:8000/").stdout();
    HttpRequest full =
        HttpRequest.newBuilder(URI.create("http://web.default.svc.a.local:8000/")).build();

    assertThat(config).contains("search default.svc.a.local svc.a.local a.local");
    assertThat(page).contains("nginx");
    assertThat(cluster.httpClient().send(full, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(cluster.addresses("web.default.svc.cluster.local")).isEmpty();
  }

  @Test
  void certificateOfTheApiServer_hasTheDomain() throws Exception {
    URI api = CLUSTER.httpsUrl();

    try (SSLSocket socket =
        (SSLSocket)
            CLUSTER.sslContext().getSocketFactory().createSocket(api.getHost(), api.getPort())) {
      socket.startHandshake();

      X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      assertThat(own.getSubjectAlternativeNames().toString())
          .contains("kubernetes.default.svc.a.local")
          .doesNotContain("cluster.local");
    }
  }

  @Test
  void domainThatIsNone_isRefused() {
    assertThatThrownBy(() -> Cluster.builder().clusterDomain("A_local").start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clusterDomain: A_local (expected: a DNS name such as cluster.local)");
  }
}

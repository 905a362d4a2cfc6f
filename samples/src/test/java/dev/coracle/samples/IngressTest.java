// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.INGRESSES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class IngressTest {

  @Test
  @MiniCluster(manifests = {"manifests/fixtures.yaml", "manifests/ingress-fanout.yaml"})
  void paths_leadToTheirServices(Cluster cluster, HttpClient http) throws Exception {
    cluster.hosts().add("foo.bar.com", address(cluster, "simple-fanout"));

    assertThat(Web.get(http, "http://foo.bar.com/foo").body()).contains("Pod: service1-");
    assertThat(Web.get(http, "http://foo.bar.com/bar").body()).contains("Pod: service2-");
    assertThat(Web.get(http, "http://foo.bar.com/other").statusCode()).isEqualTo(404);
  }

  @Test
  @MiniCluster(
      manifests = {
        "manifests/fixtures.yaml",
        "manifests/deployment-nginx.yaml",
        "manifests/service-clusterip-80.yaml",
        "manifests/ingress-hosts.yaml"
      })
  void hosts_leadToTheirServices(Cluster cluster, HttpClient http) throws Exception {
    InetAddress ingress = address(cluster, "my-ingress");
    cluster.hosts().add("myapp.example.com", ingress).add("api.example.com", ingress);

    assertThat(Web.get(http, "http://myapp.example.com/").body()).contains("Welcome to nginx!");
    assertThat(Web.get(http, "http://api.example.com/").body()).contains("Pod: api-");
  }

  @Test
  @MiniCluster(
      manifests = {
        "manifests/deployment-nginx.yaml",
        "manifests/service-clusterip-80.yaml",
        "manifests/ingress-tls.yaml"
      })
  void tls_isTerminatedWithACertificateOfTheClustersAuthority(Cluster cluster) throws Exception {
    cluster.hosts().add("myapp.example.com", address(cluster, "my-app-ingress"));
    HttpClient https =
        HttpClient.newBuilder()
            .proxy(cluster.httpClient().proxy().orElseThrow())
            .sslContext(Trust.authorityOf(cluster))
            .build();

    HttpResponse<String> answer = Web.get(https, "https://myapp.example.com/");

    assertThat(answer.body()).contains("Welcome to nginx!");
    X509Certificate shown =
        (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    assertThat(shown.getSubjectX500Principal().getName()).contains("myapp.example.com");
  }

  private static InetAddress address(Cluster cluster, String ingress) throws Exception {
    return InetAddress.getByName(
        cluster
            .get(INGRESSES, ingress)
            .at("status", "loadBalancer", "ingress")
            .path(0)
            .path("ip")
            .asString());
  }
}

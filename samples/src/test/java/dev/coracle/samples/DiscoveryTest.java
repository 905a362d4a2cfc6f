// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.DiscoveryV1Api;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways in which a program finds a Service. */
@MiniCluster(manifests = {"manifests/fixtures.yaml", "client.yaml"})
class DiscoveryTest {

  private static final String ASK_API =
      """
      cd /var/run/secrets/kubernetes.io/serviceaccount
      curl -s --cacert ca.crt -H "Authorization: Bearer $(cat token)" \\
        https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/api/v1/namespaces/default/endpoints/service1
      """;

  @Test
  void dns_answersTheClusterIp(Cluster cluster) {
    assertThat(cluster.exec("client", "dig", "+short", "+search", "service1").stdout())
        .isEqualTo(clusterIp(cluster) + "\n");
  }

  @Test
  void environment_ofPodsStartedLater_namesTheService(Cluster cluster) {
    assertThat(cluster.exec("client", "printenv", "SERVICE1_SERVICE_HOST").stdout())
        .isEqualTo(clusterIp(cluster) + "\n");
    assertThat(cluster.exec("client", "printenv", "SERVICE1_SERVICE_PORT").stdout())
        .isEqualTo("8000\n");
  }

  private static String clusterIp(Cluster cluster) {
    return cluster.get(SERVICES, "service1").text("spec", "clusterIP");
  }

  @Test
  void api_listsEndpointsWithFabric8(KubernetesClient client) {
    List<EndpointSlice> slices =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .withLabel("kubernetes.io/service-name", "service1")
            .list()
            .getItems();

    assertThat(slices).singleElement().satisfies(s -> assertThat(s.getEndpoints()).hasSize(2));
  }

  @Test
  void api_listsEndpointsWithTheOfficialClient(ApiClient client) throws Exception {
    var slices =
        new DiscoveryV1Api(client)
            .listNamespacedEndpointSlice("default")
            .labelSelector("kubernetes.io/service-name=service1")
            .execute()
            .getItems();

    assertThat(slices).singleElement().satisfies(s -> assertThat(s.getEndpoints()).hasSize(2));
  }

  /** As clients in a Pod do that nobody has configured: by the mounted token and certificate. */
  @Test
  void api_answersPods(Cluster cluster) {
    String answer = cluster.exec("client", "sh", "-c", ASK_API).stdout();

    assertThat(answer).contains("\"kind\": \"Endpoints\"", "\"name\": \"service1\"");
  }
}

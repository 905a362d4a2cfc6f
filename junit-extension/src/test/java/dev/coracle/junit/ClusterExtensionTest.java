// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterExtensionTest {

  @Nested
  class InAStaticField {

    @RegisterExtension
    static final ClusterExtension ORDERS =
        ClusterExtension.builder()
            .cluster(Cluster.builder().strictImages())
            .prepare(cluster -> cluster.images().add("orders:1", http("two orders")))
            .manifests("/junit/orders.yaml")
            .build();

    private static Cluster shared;

    @Test
    void programAddedBeforeManifests_answers(HttpClient client) throws Exception {
      URI orders = URI.create("http://orders.default.svc.cluster.local/");

      String answer =
          client.send(HttpRequest.newBuilder(orders).build(), BodyHandlers.ofString()).body();

      assertThat(answer).isEqualTo("two orders");
    }

    @Test
    void cluster_isTheClasss(Cluster cluster) {
      assertThat(cluster).isSameAs(shared);
    }
  }

  @Nested
  class InAnInstanceField {

    @RegisterExtension
    final ClusterExtension each =
        ClusterExtension.builder().cluster(Cluster.builder().nodes(2)).build();

    private static Cluster shared;
    private Cluster own;

    @Test
    void cluster_isTheTests(Cluster cluster) {
      assertThat(cluster).isSameAs(own);
      assertThat(cluster.nodes()).hasSize(2);
      assertThat(shared).isNull();
    }
  }
}

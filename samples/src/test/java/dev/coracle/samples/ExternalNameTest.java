// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

@MiniCluster(manifests = {"manifests/service-externalname.yaml", "client.yaml"})
class ExternalNameTest {

  @Test
  void externalName_isAnAliasInDns(Cluster cluster) {
    String name = "my-externalname-service.default.svc.cluster.local";

    assertThat(cluster.exec("client", "dig", "+short", name, "CNAME").stdout())
        .isEqualTo("mydatabase.example.com.\n");
  }
}

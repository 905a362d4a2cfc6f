// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services over a whole API server. */
final class ServiceApiTest {

  private static final ObjectKey KEY = ObjectKey.of("default", "web");

  private final SystemTime time = new SystemTime();
  private final KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();

  @AfterEach
  void stop() {
    time.close();
  }

  @Test
  void plainService_getsAddress() {
    KubeObject created = client.create(SERVICES, service());

    ObjectKey address = ObjectKey.cluster(created.text("spec", "clusterIP"));
    assertThat(client.get(IP_ADDRESSES, address).text("spec", "parentRef", "name"))
        .isEqualTo("web");
  }

  private static KubeObject service() {
    return KubeObject.parse(
        """
        {"apiVersion": "v1", "kind": "Service",
         "metadata": {"name": "web", "namespace": "default"},
         "spec": {"ports": [{"port": 80}]}}
        """);
  }
}

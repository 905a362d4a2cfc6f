// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {

  private static final KubeObject MASTER = service("default", "kubernetes", "10.0.0.1", 443);

  private static KubeObject service(String namespace, String name, String address, int port) {
    return KubeObject.parse(
        """
        {"metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"clusterIP": "%s", "ports": [{"port": %d, "protocol": "TCP"}]}}
        """
            .formatted(name, namespace, address, port));
  }

  @Test
  void service_givesLinksAndPorts() {
    KubeObject database =
        KubeObject.parse(
            """
            {"metadata": {"name": "my-db", "namespace": "shop"},
             "spec": {"clusterIP": "10.0.0.9", "ports": [
               {"name": "sql", "port": 5432, "protocol": "TCP"},
               {"name": "mon", "port": 9187, "protocol": "UDP"}]}}
            """);

    assertThat(ServiceVariables.of(List.of(database), "shop", true))
        .containsOnly(
            Map.entry("MY_DB_SERVICE_HOST", "10.0.0.9"),
            Map.entry("MY_DB_SERVICE_PORT", "5432"),
            Map.entry("MY_DB_SERVICE_PORT_SQL", "5432"),
            Map.entry("MY_DB_SERVICE_PORT_MON", "9187"),
            Map.entry("MY_DB_PORT", "tcp://10.0.0.9:5432"),
            Map.entry("MY_DB_PORT_5432_TCP", "tcp://10.0.0.9:5432"),
            Map.entry("MY_DB_PORT_5432_TCP_PROTO", "tcp"),
            Map.entry("MY_DB_PORT_5432_TCP_PORT", "5432"),
            Map.entry("MY_DB_PORT_5432_TCP_ADDR", "10.0.0.9"),
            Map.entry("MY_DB_PORT_9187_UDP", "udp://10.0.0.9:9187"),
            Map.entry("MY_DB_PORT_9187_UDP_PROTO", "udp"),
            Map.entry("MY_DB_PORT_9187_UDP_PORT", "9187"),
            Map.entry("MY_DB_PORT_9187_UDP_ADDR", "10.0.0.9"));
  }

  @Test
  void headlessService_givesNothing() {
    assertThat(ServiceVariables.of(List.of(service("shop", "web", "None", 80)), "shop", true))
        .isEmpty();
  }

  @Test
  void withoutLinks_onlyTheApiServerIsGiven() {
    List<KubeObject> services = List.of(service("shop", "web", "10.0.0.2", 80), MASTER);

    assertThat(ServiceVariables.of(services, "shop", false))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.1")
        .doesNotContainKey("WEB_SERVICE_HOST");
  }

  @Test
  void ownServiceCalledKubernetes_replacesTheApiServersUnlessLinksAreOff() {
    List<KubeObject> services = List.of(service("shop", "kubernetes", "10.0.0.7", 80), MASTER);

    assertThat(ServiceVariables.of(services, "shop", true))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.7");
    assertThat(ServiceVariables.of(services, "shop", false))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.1");
  }
}

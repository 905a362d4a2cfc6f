// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodEndpointTest {

  private static KubeObject service(boolean publishesNotReady) {
    return KubeObject.parse(
        """
        {"metadata": {"name": "web", "namespace": "default"},
         "spec": {"publishNotReadyAddresses": %s, "ports": [{"port": 80, "targetPort": 80}]}}
        """
            .formatted(publishesNotReady));
  }

  private static KubeObject pod(boolean ready, boolean ending) {
    return KubeObject.parse(
        """
        {"metadata": {"name": "one", "namespace": "default", "uid": "u1"%s},
         "spec": {"nodeName": "node-1", "hostname": "one", "subdomain": "web"},
         "status": {"phase": "Running", "podIP": "10.0.0.1",
                    "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}],
                    "conditions": [{"type": "Ready", "status": "%s"}]}}
        """
            .formatted(
                ending ? ", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\"" : "",
                ready ? "True" : "False"));
  }

  private static PodEndpoint endpoint(KubeObject service, KubeObject pod, String family) {
    return PodEndpoint.of(service, pod, Optional.empty(), family).orElseThrow();
  }

  @ParameterizedTest(name = "published {0}, pod ready {1}, ending {2}")
  @CsvSource({
    "false, true,  false, true,  true,  false",
    "false, false, false, false, false, false",
    "false, true,  true,  false, true,  true",
    "false, false, true,  false, false, true",
    "true,  true,  false, true,  true,  false",
    "true,  false, false, true,  false, false",
    "true,  true,  true,  true,  true,  true",
    "true,  false, true,  true,  false, true",
  })
  void conditions_followFromPodAndService(
      boolean published,
      boolean podReady,
      boolean ending,
      boolean ready,
      boolean serving,
      boolean terminating) {
    PodEndpoint endpoint = endpoint(service(published), pod(podReady, ending), "IPv4");

    assertThat(Json.text(endpoint.document().path("conditions")))
        .isEqualTo(
            "{\"ready\":%s,\"serving\":%s,\"terminating\":%s}"
                .formatted(ready, serving, terminating));
  }

  @Test
  void addresses_areThoseOfTheFamily() {
    PodEndpoint endpoint = endpoint(service(false), pod(true, false), "IPv6");

    assertThat(Json.text(endpoint.document().path("addresses"))).isEqualTo("[\"fd00::1\"]");
  }

  @Test
  void hostname_isSaidOnlyBelowThePodsOwnSubdomain() {
    KubeObject pod = pod(true, false);
    KubeObject stranger = pod.edit(p -> Json.objectAt(p, "spec").put("subdomain", "other"));

    assertThat(PodEndpoint.hostname(service(false), pod)).contains("one");
    assertThat(PodEndpoint.hostname(service(false), stranger)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Running, true", "Pending, true", "Succeeded, false", "Failed, false"})
  void podThatHasEnded_isNoEndpoint(String phase, boolean endpoint) {
    KubeObject pod = pod(true, false).edit(p -> Json.objectAt(p, "status").put("phase", phase));

    assertThat(PodEndpoint.hasEndpoint(pod)).isEqualTo(endpoint);
  }
}

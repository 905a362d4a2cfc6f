// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import org.junit.jupiter.api.Test;

class ReportLinesTest {

  @Test
  void pod_tellsWhyItIsNotReady() {
    KubeObject pod =
        KubeObject.parse(
            """
            {"metadata": {"namespace": "shop", "name": "orders-1"},
             "spec": {"nodeName": "node-1"},
             "status": {"phase": "Running", "podIP": "127.9.0.4",
               "containerStatuses": [{"name": "main", "ready": false, "restartCount": 2,
                 "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}
            """);

    assertThat(ReportLines.pod(pod))
        .isEqualTo(
            "shop/orders-1 Running not ready on node-1 at 127.9.0.4"
                + " [main not ready CrashLoopBackOff, 2 restarts]");
  }

  @Test
  void service_tellsItsAddressesAndPorts() {
    KubeObject service =
        KubeObject.parse(
            """
            {"metadata": {"namespace": "shop", "name": "orders"},
             "spec": {"type": "LoadBalancer", "clusterIP": "127.9.1.1",
               "ports": [{"port": 80, "targetPort": "http", "nodePort": 30001}]},
             "status": {"loadBalancer": {"ingress": [{"ip": "127.9.2.1"}]}}}
            """);

    assertThat(ReportLines.service(service))
        .isEqualTo(
            "shop/orders LoadBalancer 127.9.1.1 external 127.9.2.1 ports 80:30001/TCP -> http");
  }

  @Test
  void endpoints_tellWhoIsNotReady() {
    KubeObject slice =
        KubeObject.parse(
            """
            {"metadata": {"namespace": "shop", "name": "orders-x7k2p",
               "labels": {"kubernetes.io/service-name": "orders"}},
             "endpoints": [
               {"addresses": ["127.9.0.4"], "conditions": {"ready": true}},
               {"addresses": ["127.9.0.5"], "conditions": {"ready": false, "terminating": true}}]}
            """);

    assertThat(ReportLines.endpoints(slice))
        .isEqualTo("shop/orders: 127.9.0.4, 127.9.0.5 not ready terminating");
  }

  @Test
  void event_tellsHowOften() {
    KubeObject event =
        KubeObject.parse(
            """
            {"metadata": {"namespace": "shop"}, "type": "Warning", "reason": "Unhealthy",
             "message": "Readiness probe failed", "count": 3,
             "involvedObject": {"kind": "Pod", "name": "orders-1"},
             "lastTimestamp": "2026-01-01T00:00:30Z"}
            """);

    assertThat(ReportLines.event(event))
        .isEqualTo(
            "2026-01-01T00:00:30Z Warning Pod shop/orders-1 Unhealthy:"
                + " Readiness probe failed (x3)");
  }
}

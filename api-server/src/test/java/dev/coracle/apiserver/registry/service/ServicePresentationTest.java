// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What people are shown and told of Services. */
final class ServicePresentationTest {

  static Stream<Arguments> cells() {
    return ServiceCluster.rows(
        """
        {type: ClusterIP, clusterIPs: [10.96.0.1], ports: [{port: 80, protocol: TCP}], selector: {b: c, a: d}} | {} | web ClusterIP 10.96.0.1 <none> 80/TCP 5s a=d,b=c
        {type: ClusterIP, clusterIPs: [None]} | {} | web ClusterIP None <none> <none> 5s <none>
        {type: NodePort, clusterIPs: [10.96.0.1], externalIPs: [1.2.3.4, 1.2.3.3], ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53, protocol: UDP}]} | {} | web NodePort 10.96.0.1 1.2.3.4,1.2.3.3 80:30080/TCP,53/UDP 5s <none>
        {type: LoadBalancer, clusterIPs: [10.96.0.1]} | {} | web LoadBalancer 10.96.0.1 <pending> <none> 5s <none>
        {type: LoadBalancer, clusterIPs: [10.96.0.1], externalIPs: [9.9.9.9]} | {ingress: [{ip: 5.6.7.8}, {hostname: a.b}, {ip: 1.2.3.4}]} | web LoadBalancer 10.96.0.1 1.2.3.4,5.6.7.8,a.b,9.9.9.9 <none> 5s <none>
        {type: ExternalName, externalName: a.b} | {} | web ExternalName <none> a.b <none> 5s <none>
        {type: Other} | {} | web Other <none> <unknown> <none> 5s <none>
        """);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("cells")
  void row_isPrinted(String spec, String loadBalancer, String expected) {
    KubeObject service =
        ServiceCluster.service("web", spec)
            .edit(
                o -> {
                  Json.objectAt(o, "metadata").put("creationTimestamp", "2026-01-01T00:00:00Z");
                  Json.objectAt(o, "status").set("loadBalancer", ServiceCluster.yaml(loadBalancer));
                });
    Instant now = Instant.parse("2026-01-01T00:00:05Z");

    Stream<Object> row =
        ServiceColumns.COLUMNS.columns().stream().map(c -> c.cell().apply(service, now));

    assertThat(String.join(" ", row.map(String::valueOf).toList())).isEqualTo(expected);
  }

  static Stream<Arguments> warnings() {
    return ServiceCluster.rows(
        """
        {type: ClusterIP, sessionAffinity: None, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1]} |
        {type: ClusterIP, sessionAffinity: None, clusterIP: 10.0.0.01, clusterIPs: [10.0.0.01]} | spec.clusterIPs[0]: non-standard IP address "10.0.0.01" is invalid: use "10.0.0.1"
        {type: ClusterIP, sessionAffinity: None, clusterIP: "FD00::1", clusterIPs: ["FD00::1"]} | spec.clusterIPs[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")
        {type: ClusterIP, sessionAffinity: ClientIP, clusterIP: None, clusterIPs: [None], loadBalancerIP: 1.2.3.4, externalIPs: [1.2.3.4]} | spec.loadBalancerIP is ignored for headless services; spec.externalIPs is ignored for headless services; spec.SessionAffinity is ignored for headless services
        {type: LoadBalancer, loadBalancerIP: 1.2.3.04} | spec.loadBalancerIP: non-standard IP address "1.2.3.04" is invalid: use "1.2.3.4"
        {type: ClusterIP, externalIPs: [1.2.3.4]} | spec.externalIPs is deprecated and may no longer be implemented in some clusters
        {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.5/8]} | spec.loadBalancerSourceRanges[0]: CIDR value "10.0.0.5/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.5/32"?)
        {type: ExternalName, externalName: a.b, externalIPs: [1.2.3.4]} | spec.externalIPs is ignored when spec.type is "ExternalName"
        {type: ClusterIP, externalName: a.b} | spec.externalName is ignored when spec.type is not "ExternalName"
        {type: ClusterIP, trafficDistribution: PreferClose} | spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("warnings")
  void oddity_isWarnedOf(String spec, String expected) {
    ObjectNode service = ServiceCluster.service("web", spec).tree().deepCopy();

    assertThat(String.join("; ", ServiceWarnings.of(service))).isEqualTo(expected);
  }

  @Test
  void deprecatedAnnotation_isWarnedOf() {
    ObjectNode service = ServiceCluster.service("web", "{type: ClusterIP}").tree().deepCopy();
    Json.objectAt(service, "metadata", "annotations")
        .put("service.kubernetes.io/topology-aware-hints", "auto");

    assertThat(ServiceWarnings.of(service))
        .containsExactly(
            "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
                + " service.kubernetes.io/topology-mode instead");
  }
}

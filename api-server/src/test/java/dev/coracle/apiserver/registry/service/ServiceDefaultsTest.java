// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What a Service means by what it leaves out. */
final class ServiceDefaultsTest {

  static Stream<Arguments> rows() {
    return ServiceCluster.rows(
        """
        plain | {ports: [{port: 80}]} | {"ports":[{"port":80,"protocol":"TCP","targetPort":80}],"sessionAffinity":"None","type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        targetPort zero | {ports: [{port: 80, targetPort: 0}]} | {"ports":[{"port":80,"targetPort":80,"protocol":"TCP"}],"sessionAffinity":"None","type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        targetPort empty | {ports: [{port: 80, targetPort: ""}]} | {"ports":[{"port":80,"targetPort":80,"protocol":"TCP"}],"sessionAffinity":"None","type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        targetPort named | {ports: [{port: 80, targetPort: http, protocol: UDP}]} | {"ports":[{"port":80,"targetPort":"http","protocol":"UDP"}],"sessionAffinity":"None","type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        config without affinity | {sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}} | {"sessionAffinity":"None","type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        affinity | {sessionAffinity: ClientIP} | {"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}},"type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        affinity half | {sessionAffinity: ClientIP, sessionAffinityConfig: {}} | {"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}},"type":"ClusterIP","internalTrafficPolicy":"Cluster"}
        external IP | {externalIPs: [1.2.3.4]} | {"externalIPs":["1.2.3.4"],"sessionAffinity":"None","type":"ClusterIP","externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster"}
        NodePort | {type: NodePort} | {"type":"NodePort","sessionAffinity":"None","externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster"}
        LoadBalancer | {type: LoadBalancer} | {"type":"LoadBalancer","sessionAffinity":"None","externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster","allocateLoadBalancerNodePorts":true}
        LoadBalancer without NP | {type: LoadBalancer, allocateLoadBalancerNodePorts: false} | {"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"sessionAffinity":"None","externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster"}
        ExternalName | {type: ExternalName, internalTrafficPolicy: Local} | {"type":"ExternalName","sessionAffinity":"None"}
        null policy | {internalTrafficPolicy: null} | {"internalTrafficPolicy":"Cluster","sessionAffinity":"None","type":"ClusterIP"}
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void absentFields_areFilled(String name, String spec, String expected) {
    ObjectNode service = ServiceCluster.service("web", spec).tree().deepCopy();

    ServiceDefaults.apply(service);

    assertThat(service.path("spec")).isEqualTo(Json.parse(expected));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.network.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NetworkDocumentsTest {

  @Test
  void service_isReadWithItsPoliciesAndBalancers() {
    Service service =
        NetworkDocuments.service(
            KubeObject.parse(
                """
                {"metadata": {"namespace": "shop", "name": "web", "uid": "u1",
                              "labels": {"service.kubernetes.io/service-proxy-name": "other"}},
                 "spec": {"type": "LoadBalancer", "clusterIP": "127.16.64.9",
                          "clusterIPs": ["127.16.64.9"], "externalTrafficPolicy": "Local",
                          "internalTrafficPolicy": "Cluster", "sessionAffinity": "ClientIP",
                          "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
                          "healthCheckNodePort": 31000,
                          "ports": [{"port": 80, "targetPort": "http", "nodePort": 30080}]},
                 "status": {"loadBalancer": {"ingress": [
                   {"ip": "127.16.16.1", "ipMode": "Proxy"}, {"hostname": "lb.example"}]}}}
                """));

    assertThat(service.key()).isEqualTo(ObjectKey.of("shop", "web"));
    assertThat(service.affinity()).isEqualTo(Duration.ofMinutes(1));
    assertThat(service.externalPolicyLocal()).isTrue();
    assertThat(service.internalLocal()).isFalse();
    assertThat(service.foreign()).isTrue();
    assertThat(service.ports())
        .containsExactly(new ServicePort("", Protocol.TCP, 80, "http", 30080));
    assertThat(service.ingress())
        .containsExactly(new LoadBalancerAddress(IpAddress.of("127.16.16.1"), true));
  }

  @Test
  void headlessService_hasNoClusterIp() {
    Service service =
        NetworkDocuments.service(
            KubeObject.parse(
                """
                {"metadata": {"namespace": "shop", "name": "db"}, "spec": {"clusterIP": "None"}}
                """));

    assertThat(service.headless()).isTrue();
    assertThat(service.clusterIps()).isEmpty();
  }

  @Test
  void absentConditions_meanReadyAndServing() {
    Slice slice =
        NetworkDocuments.slice(
            KubeObject.parse(
                """
                {"metadata": {"namespace": "shop", "name": "web-x",
                              "labels": {"kubernetes.io/service-name": "web"}},
                 "addressType": "IPv4",
                 "ports": [{"name": "http", "port": 8080}, {"name": "any", "port": null}],
                 "endpoints": [
                   {"addresses": ["127.16.128.1"], "nodeName": "a",
                    "targetRef": {"kind": "Pod", "name": "web-1"}},
                   {"addresses": ["127.16.128.2"],
                    "conditions": {"ready": false, "serving": null, "terminating": true},
                    "hints": {"forZones": [{"name": "x"}], "forNodes": [{"name": "a"}]}}]}
                """));

    Endpoint plain = slice.endpoints().get(0);
    Endpoint ending = slice.endpoints().get(1);
    assertThat(slice.service()).isEqualTo(ObjectKey.of("shop", "web"));
    assertThat(slice.ports()).extracting(SlicePort::port).containsExactly(8080, 0);
    assertThat(plain.ready() && plain.serving()).isTrue();
    assertThat(plain.nodeName()).isEqualTo("a");
    assertThat(ending.ready()).isFalse();
    assertThat(ending.usable()).isTrue();
    assertThat(ending.forZones()).isEqualTo(Set.of("x"));
    assertThat(ending.forNodes()).isEqualTo(Set.of("a"));
  }

  @Test
  void nodeAddresses_areInternalOnesFirst() {
    Node node =
        NetworkDocuments.node(
            KubeObject.parse(
                """
                {"metadata": {"name": "a", "labels": {"topology.kubernetes.io/zone": "x"}},
                 "status": {"addresses": [{"type": "Hostname", "address": "a"},
                                          {"type": "ExternalIP", "address": "127.16.1.9"},
                                          {"type": "InternalIP", "address": "127.16.1.1"}],
                            "conditions": [{"type": "Ready", "status": "True"}]}}
                """));

    assertThat(node)
        .isEqualTo(
            new Node(
                "a", List.of(IpAddress.of("127.16.1.1"), IpAddress.of("127.16.1.9")), "x", true));
  }

  @Test
  void endpointInTwoSlices_isListedOnceAndPreferablyNotEnding() {
    Endpoint ending = endpoint(true);
    Endpoint ready = endpoint(false);
    NetworkState state =
        NetworkState.of(
            List.of(), List.of(slice("1", ready), slice("2", ending)), List.of(), Set.of());

    List<Target> targets =
        state.targets(new PortKey(ObjectKey.of("shop", "web"), "", Protocol.TCP), IpFamily.IPV4);

    assertThat(targets).containsExactly(new Target(IpAddress.of("127.16.128.1"), 8080, ready));
  }

  private static Slice slice(String name, Endpoint endpoint) {
    return new Slice(
        ObjectKey.of("shop", name),
        ObjectKey.of("shop", "web"),
        "IPv4",
        false,
        List.of(new SlicePort("", Protocol.TCP, 8080)),
        List.of(endpoint));
  }

  private static Endpoint endpoint(boolean ending) {
    return new Endpoint(
        List.of(IpAddress.of("127.16.128.1")),
        !ending,
        true,
        ending,
        "",
        "a",
        "",
        Set.of(),
        Set.of());
  }
}

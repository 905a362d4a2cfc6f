// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.apiserver.registry.service.ServiceCluster.errors;
import static dev.coracle.apiserver.registry.service.ServiceCluster.key;
import static dev.coracle.apiserver.registry.service.ServiceCluster.refusal;
import static dev.coracle.apiserver.registry.service.ServiceCluster.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.registry.FieldErrors;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Services written, changed and deleted over an API server with IPv4 alone. */
final class ServiceWriteTest {

  private static final String PLAIN = "{ports: [{port: 80}]}";
  private static final String NODE_PORT = "{type: NodePort, ports: [{port: 80}]}";
  private static final String LOCAL_LB =
      "{type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}";

  private final ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE);

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void plainService_holdsItsAddress() {
    KubeObject web = cluster.create("web", PLAIN);

    String ip = web.text("spec", "clusterIP");
    assertThat(ip).startsWith("10.96.");
    assertThat(texts(web, "spec", "clusterIPs")).containsExactly(ip);
    assertThat(texts(web, "spec", "ipFamilies")).containsExactly("IPv4");
    assertThat(web.text("spec", "ipFamilyPolicy")).isEqualTo("SingleStack");
    assertThat(web.at("metadata", "generation").isMissingNode()).isTrue();
    KubeObject address = cluster.client().get(IP_ADDRESSES, ObjectKey.cluster(ip));
    assertThat(address.labels())
        .containsEntry("ipaddress.kubernetes.io/ip-family", "IPv4")
        .containsEntry("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
    assertThat(address.at("spec", "parentRef"))
        .isEqualTo(
            Json.parse("{\"resource\":\"services\",\"namespace\":\"default\",\"name\":\"web\"}"));
  }

  @Test
  void deletion_answersServiceAndReleasesAll() {
    KubeObject web =
        cluster.create("web", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");
    cluster.client().create(ENDPOINTS, KubeObject.of(ENDPOINTS, key("web")));

    KubeObject deleted = cluster.client().delete(SERVICES, key("web"));

    assertThat(deleted.uid()).isEqualTo(web.uid());
    assertThat(cluster.isAllocated(web.text("spec", "clusterIP"))).isFalse();
    assertThat(cluster.client().find(ENDPOINTS, key("web"))).isEmpty();
    assertThat(
            cluster.create("next", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}").name())
        .isEqualTo("next");
  }

  @Test
  void deletionWithFinalizer_releasesWhenItGoes() {
    KubeObject web =
        cluster
            .client()
            .create(
                SERVICES,
                ServiceCluster.service("web", PLAIN)
                    .edit(
                        o -> Json.arrayAt(Json.objectAt(o, "metadata"), "finalizers").add("a/b")));
    cluster.delete("web");
    boolean heldWhileWaiting = cluster.isAllocated(web.text("spec", "clusterIP"));

    cluster
        .client()
        .patchStatus(
            SERVICES, key("web"), Patch.merge(p -> p.putObject("metadata").putNull("finalizers")));

    assertThat(heldWhileWaiting).isTrue();
    assertThat(cluster.isAllocated(web.text("spec", "clusterIP"))).isFalse();
  }

  @Test
  void dryDeletion_keepsAll() {
    KubeObject web = cluster.create("web", PLAIN);

    KubeObject deleted =
        cluster
            .client()
            .delete(
                SERVICES,
                key("web"),
                new DeleteOptions(
                    OptionalLong.empty(), DeleteOptions.Propagation.DEFAULT, "", "", true));

    assertThat(deleted.name()).isEqualTo("web");
    assertThat(cluster.isAllocated(web.text("spec", "clusterIP"))).isTrue();
  }

  @Test
  void takenAddress_isInvalidEvenForTheSameName() {
    cluster.create("web", "{clusterIP: 10.96.0.5, ports: [{port: 80}]}");

    String errors =
        errors(() -> cluster.create("web", "{clusterIP: 10.96.0.5, ports: [{port: 80}]}"));

    assertThat(errors)
        .isEqualTo(
            "spec.clusterIPs: Invalid value: [\"10.96.0.5\"]: failed to allocate IP 10.96.0.5:"
                + " provided IP is already allocated");
  }

  @Test
  void existingName_isConflictAndTakesNothing() {
    cluster.create("web", PLAIN);
    int before = cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items().size();

    String message = String.valueOf(refusal(() -> cluster.create("web", PLAIN)).getMessage());

    assertThat(message).isEqualTo("services \"web\" already exists");
    assertThat(cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items()).hasSize(before);
  }

  static Stream<Arguments> refusedCreations() {
    return ServiceCluster.rows(
        """
        {clusterIP: 10.97.0.5, ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.clusterIPs: Invalid value: ["10.97.0.5"]: failed to allocate IP 10.97.0.5: the provided network does not match the current range
        {clusterIP: 10.96.0.0, ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.0"]: failed to allocate IP 10.96.0.0: the provided network does not match the current range
        {clusterIP: 10.96.255.255, ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.clusterIPs: Invalid value: ["10.96.255.255"]: failed to allocate IP 10.96.255.255: the provided network does not match the current range
        {clusterIP: "fd00::1", ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster
        {ipFamilies: [IPv6], ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster
        {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
        {ipFamilies: [IPv4, IPv6], ports: [{port: 80}]} | 422 | Service "new" is invalid: spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified
        {clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, "fd00::7"], ipFamilies: [IPv4, IPv6], ports: [{port: 80}]} | 422 | Service "new" is invalid: [spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified, spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified]
        {type: NodePort, ports: [{port: 80, nodePort: 30080}]} | 422 | Service "new" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated
        {type: NodePort, ports: [{port: 80, nodePort: 80}]} | 422 | Service "new" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767
        {type: NodePort, ports: [{name: a, port: 80, nodePort: 30081}, {name: b, port: 81, nodePort: 30081}]} | 422 | Service "new" is invalid: spec.ports[1].nodePort: Invalid value: 30081: provided port is already allocated
        {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30080, ports: [{port: 80}]} | 500 | Internal error occurred: failed to allocate requested HealthCheck NodePort 30080: provided port is already allocated
        {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 80, ports: [{port: 80}]} | 500 | Internal error occurred: failed to allocate requested HealthCheck NodePort 80: provided port is not in the valid range. The range of valid ports is 30000-32767
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedCreations")
  void refusedCreation_takesNothing(String spec, int code, String message) {
    cluster.create("old", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");

    var refusal = refusal(() -> cluster.create("new", spec));

    assertThat(refusal).hasMessage(message);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items()).hasSize(1);
  }

  @Test
  void invalidService_givesBackAddressAndPort() {
    String bad =
        "{type: NodePort, clusterIP: 10.96.0.9, ports: [{port: 80, nodePort: 30090, name: A}]}";
    String good = bad.replace("name: A", "name: a");
    assertThat(errors(() -> cluster.create("web", bad))).startsWith("spec.ports[0].name");

    KubeObject created = cluster.create("web", good);

    assertThat(created.text("spec", "clusterIP")).isEqualTo("10.96.0.9");
  }

  @Test
  void headlessWithoutSelector_hasBothFamilies() {
    KubeObject web = cluster.create("web", "{clusterIP: None}");

    assertThat(texts(web, "spec", "ipFamilies")).containsExactly("IPv4", "IPv6");
    assertThat(web.text("spec", "ipFamilyPolicy")).isEqualTo("RequireDualStack");
    assertThat(texts(web, "spec", "clusterIPs")).containsExactly("None");
  }

  @Test
  void headlessWithSelector_hasOneFamily() {
    KubeObject web = cluster.create("web", "{clusterIP: None, selector: {app: web}}");

    assertThat(texts(web, "spec", "ipFamilies")).containsExactly("IPv4");
    assertThat(web.text("spec", "ipFamilyPolicy")).isEqualTo("SingleStack");
  }

  @Test
  void preferDualStack_keepsPolicyWithOneFamily() {
    KubeObject web =
        cluster.create("web", "{ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]}");

    assertThat(texts(web, "spec", "ipFamilies")).containsExactly("IPv4");
    assertThat(web.text("spec", "ipFamilyPolicy")).isEqualTo("PreferDualStack");
  }

  @Test
  void samePut_keepsAllocatedValues() {
    KubeObject created = cluster.create("web", LOCAL_LB);

    KubeObject put = cluster.put("web", LOCAL_LB);

    assertThat(put.at("spec")).isEqualTo(created.at("spec"));
    assertThat(put.number(0, "spec", "healthCheckNodePort")).isBetween(30086, 32767);
  }

  @Test
  void protocolsOfOnePort_shareNodePortOnCreate() {
    String dns =
        "{type: NodePort, ports: [{name: tcp, port: 53},"
            + " {name: udp, port: 53, protocol: UDP, nodePort: 30053}]}";

    KubeObject created = cluster.create("dns", dns);

    assertThat(created.at("spec", "ports").valueStream().map(p -> p.path("nodePort").asInt()))
        .containsExactly(30053, 30053);
  }

  @Test
  void protocolAddedLater_getsNodePortOfItsOwn() {
    cluster.create("dns", "{type: NodePort, ports: [{name: tcp, port: 53}]}");

    KubeObject put =
        cluster.put(
            "dns",
            "{type: NodePort, ports: [{name: tcp, port: 53}, {name: udp, port: 53, protocol:"
                + " UDP}]}");

    assertThat(put.at("spec", "ports").valueStream().map(p -> p.path("nodePort").asInt()))
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void duplicateNodePortOnUpdate_isUntypedError() {
    cluster.create("web", NODE_PORT);

    var refusal =
        refusal(
            () ->
                cluster.put(
                    "web",
                    "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30080},"
                        + " {name: b, port: 81, nodePort: 30080}]}"));

    assertThat(refusal).hasMessage("duplicate nodePort: {TCP 30080}");
    assertThat(refusal.code()).isEqualTo(500);
    assertThat(refusal.reason()).isEmpty();
  }

  @Test
  void droppedNodePort_isFreeForOthers() {
    cluster.create("web", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");
    cluster.patch("web", "{type: ClusterIP}");

    KubeObject next =
        cluster.create("next", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");

    assertThat(next.at("spec", "ports").path(0).path("nodePort").asInt()).isEqualTo(30080);
  }

  @Test
  void numberOfExternalName_isReservedWhenItBecomesNodePort() {
    cluster.create("node", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");
    cluster.create(
        "name", "{type: ExternalName, externalName: a.b, ports: [{port: 80, nodePort: 30080}]}");

    String errors = errors(() -> cluster.patch("name", "{type: NodePort}"));

    assertThat(errors)
        .isEqualTo(
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated");
  }

  static Stream<Arguments> typeChanges() {
    return ServiceCluster.rows(
        """
        ClusterIP    | NodePort
        ClusterIP    | LoadBalancer
        ClusterIP    | ExternalName
        NodePort     | ClusterIP
        NodePort     | LoadBalancer
        NodePort     | ExternalName
        LoadBalancer | ClusterIP
        LoadBalancer | NodePort
        LoadBalancer | ExternalName
        ExternalName | ClusterIP
        ExternalName | NodePort
        ExternalName | LoadBalancer
        """);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("typeChanges")
  void typeAlone_canBePatched(String from, String to) {
    cluster.create("web", "{type: %s, externalName: a.b, ports: [{port: 80}]}".formatted(from));

    KubeObject patched = cluster.patch("web", "{type: %s}".formatted(to));

    boolean external = to.equals("ExternalName");
    boolean nodePorts = to.equals("NodePort") || to.equals("LoadBalancer");
    int addresses = cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items().size();
    assertThat(addresses).isEqualTo(external ? 0 : 1);
    assertThat(patched.text("spec", "clusterIP").isEmpty()).isEqualTo(external);
    assertThat(patched.at("spec", "ipFamilyPolicy").isMissingNode()).isEqualTo(external);
    assertThat(patched.at("spec", "ports").path(0).has("nodePort")).isEqualTo(nodePorts);
    assertThat(patched.at("spec", "externalTrafficPolicy").isString()).isEqualTo(nodePorts);
    assertThat(patched.at("spec", "allocateLoadBalancerNodePorts").isBoolean())
        .isEqualTo(to.equals("LoadBalancer"));
  }

  @Test
  void fieldChangedTogetherWithType_isRefused() {
    cluster.create("web", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}");

    String errors =
        errors(() -> cluster.put("web", "{type: ClusterIP, ports: [{port: 80, nodePort: 30081}]}"));

    assertThat(errors)
        .isEqualTo("spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
  }

  @Test
  void leavingLocal_wipesHealthCheckPort() {
    cluster.create("web", LOCAL_LB);

    KubeObject patched = cluster.patch("web", "{externalTrafficPolicy: Cluster}");

    assertThat(patched.at("spec", "healthCheckNodePort").isMissingNode()).isTrue();
  }

  @Test
  void allocationSwitchedOff_keepsNodePorts() {
    KubeObject created = cluster.create("web", "{type: LoadBalancer, ports: [{port: 80}]}");

    KubeObject patched = cluster.patch("web", "{allocateLoadBalancerNodePorts: false}");

    assertThat(patched.at("spec", "ports")).isEqualTo(created.at("spec", "ports"));
  }

  static Stream<Arguments> refusedChanges() {
    return ServiceCluster.rows(
        """
        {clusterIP: 10.96.0.5, ports: [{port: 80}]} | {clusterIP: 10.96.0.6, ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set
        {clusterIP: 10.96.0.5, ports: [{port: 80}]} | {clusterIP: None, ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set
        {clusterIP: None, selector: {a: b}} | {clusterIP: 10.96.0.6, selector: {a: b}, ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set
        {type: LoadBalancer, ports: [{port: 80}], loadBalancerClass: a/b} | {type: LoadBalancer, ports: [{port: 80}]} | spec.loadBalancerClass: Invalid value: null: may not change once set
        {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30100, ports: [{port: 80}]} | {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30101, ports: [{port: 80}]} | spec.healthCheckNodePort: Forbidden: field is immutable
        """);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("refusedChanges")
  void fixedField_mayNotChange(String spec, String changed, String expected) {
    cluster.create("web", spec);

    assertThat(errors(() -> cluster.put("web", changed))).isEqualTo(expected);
  }

  @Test
  void oddAddressesAlreadyStored_areAccepted() {
    String odd = "{type: ClusterIP, clusterIP: 10.96.0.05, clusterIPs: [10.96.0.05]}";
    ServiceSpec stored = ServiceSpec.of(ServiceCluster.service("web", odd));
    FieldErrors fresh = new FieldErrors();
    FieldErrors again = new FieldErrors();

    ServiceClusterIpRules.check(stored, Optional.empty(), fresh);
    ServiceClusterIpRules.check(stored, Optional.of(stored), again);

    assertThat(fresh.list()).hasSize(1);
    assertThat(again.isEmpty()).isTrue();
  }

  @Test
  void putToMissingName_creates() {
    KubeObject created = cluster.put("web", PLAIN);

    assertThat(cluster.isAllocated(created.text("spec", "clusterIP"))).isTrue();
  }

  @Test
  void dryRun_answersValuesThatNobodyGets() {
    KubeObject dry =
        cluster.dryCreate(
            "web",
            "{type: LoadBalancer, externalTrafficPolicy: Local, ports: [{name: a, port: 80}, {name:"
                + " b, port: 81}]}");

    assertThat(dry.text("spec", "clusterIP")).isEqualTo("10.96.0.0");
    assertThat(dry.at("spec", "ports").valueStream().map(p -> p.path("nodePort").asInt()))
        .containsExactly(32769, 32770);
    assertThat(dry.number(0, "spec", "healthCheckNodePort")).isEqualTo(32771);
    assertThat(cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items()).isEmpty();
  }

  static Stream<Arguments> dryRuns() {
    return ServiceCluster.rows(
        """
        {clusterIP: 10.97.0.5, ports: [{port: 80}]} | spec.clusterIPs: Invalid value: ["10.97.0.5"]: failed to allocate IP 10.97.0.5: the provided IP (10.97.0.5) is not in the valid range. The range of valid IPs is 10.96.0.0/16
        {type: NodePort, ports: [{port: 80, nodePort: 30080}]} | spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated
        {type: NodePort, ports: [{name: a, port: 80, nodePort: 9}, {name: b, port: 81, nodePort: 9}]} | spec.ports[1].nodePort: Invalid value: 9: provided port is already allocated
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dryRuns")
  void dryRun_checksLess(String spec, String expected) {
    cluster.create(
        "old", "{type: NodePort, clusterIP: 10.96.0.5, ports: [{port: 80, nodePort: 30080}]}");

    assertThat(errors(() -> cluster.dryCreate("web", spec))).isEqualTo(expected);
    assertThat(cluster.dryCreate("web", "{clusterIP: 10.96.0.5, ports: [{port: 80}]}").name())
        .isEqualTo("web");
  }

  @Test
  void dryUpdate_releasesNothing() {
    KubeObject web = cluster.create("web", PLAIN);

    KubeObject dry =
        cluster
            .client()
            .update(
                SERVICES,
                ServiceCluster.service("web", "{type: ExternalName, externalName: a.b}"),
                WriteOptions.OBJECT.withDryRun());

    assertThat(dry.text("spec", "clusterIP")).isEmpty();
    assertThat(cluster.isAllocated(web.text("spec", "clusterIP"))).isTrue();
  }

  @Test
  void status_isWrittenApart() {
    KubeObject created = cluster.create("web", "{type: LoadBalancer, ports: [{port: 80}]}");

    KubeObject written = cluster.putStatus("web", "{loadBalancer: {ingress: [{ip: 127.5.9.9}]}}");

    assertThat(created.at("status")).isEqualTo(Json.parse("{\"loadBalancer\":{}}"));
    assertThat(written.at("status", "loadBalancer", "ingress"))
        .isEqualTo(Json.parse("[{\"ip\":\"127.5.9.9\",\"ipMode\":\"VIP\"}]"));
    assertThat(cluster.put("web", "{type: LoadBalancer, ports: [{port: 80}]}").at("status"))
        .isEqualTo(written.at("status"));
    assertThat(cluster.patch("web", "{type: NodePort}").at("status"))
        .isEqualTo(Json.parse("{\"loadBalancer\":{}}"));
  }

  static Stream<Arguments> badStatus() {
    return ServiceCluster.rows(
        """
        NodePort | {ip: 1.2.3.4} | status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'
        LoadBalancer | {ip: 1.2.3} | status.loadBalancer.ingress[0].ip: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
        LoadBalancer | {hostname: a.b, ipMode: VIP} | status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set
        LoadBalancer | {ip: 1.2.3.4, ipMode: NAT} | status.loadBalancer.ingress[0].ipMode: Unsupported value: "NAT": supported values: "Proxy", "VIP"
        LoadBalancer | {hostname: 1.2.3.4} | status.loadBalancer.ingress[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address
        """);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badStatus")
  void badStatus_isReported(String type, String ingress, String expected) {
    cluster.create("web", "{type: %s, ports: [{port: 80}]}".formatted(type));

    String errors =
        errors(() -> cluster.putStatus("web", "{loadBalancer: {ingress: [" + ingress + "]}}"));

    assertThat(errors).isEqualTo(expected);
  }

  @Test
  void lists_selectByTypeAndAddress() {
    cluster.create("plain", PLAIN);
    cluster.create("node", NODE_PORT);
    cluster.create("headless", "{clusterIP: None}");

    assertThat(names("spec.type=NodePort")).containsExactly("node");
    assertThat(names("spec.clusterIP=None")).containsExactly("headless");
  }

  private Stream<String> names(String selector) {
    return cluster
        .client()
        .list(SERVICES, ListOptions.ALL.withFields(FieldSelector.parse(selector)))
        .items()
        .stream()
        .map(KubeObject::name);
  }
}

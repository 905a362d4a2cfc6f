// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;
import static dev.coracle.apiserver.registry.service.ServiceCluster.errors;
import static dev.coracle.apiserver.registry.service.ServiceCluster.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The rules of EndpointSlices, Endpoints, IPAddresses and ServiceCIDRs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndpointRulesTest {

  private final ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE);

  @AfterAll
  void stop() {
    cluster.close();
  }

  private KubeObject create(ResourceType type, ObjectKey key, String body) {
    return cluster
        .client()
        .create(
            type,
            KubeObject.of(type, key).edit(o -> o.setAll((ObjectNode) ServiceCluster.yaml(body))));
  }

  static Stream<Arguments> slices() {
    return ServiceCluster.rows(
        """
        {addressType: "", endpoints: []} | addressType: Required value
        {addressType: IP, endpoints: []} | addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"
        {addressType: IPv4, endpoints: [{addresses: []}]} | endpoints[0].addresses: Required value: must contain at least 1 address
        {addressType: IPv4, endpoints: [{addresses: [127.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.01]}]} | endpoints[0].addresses[0]: Invalid value: "10.0.0.01": must not have leading 0s
        {addressType: IPv6, endpoints: [{addresses: ["FD00::1"]}]} | endpoints[0].addresses[0]: Invalid value: "FD00::1": must be in canonical form ("fd00::1")
        {addressType: FQDN, endpoints: [{addresses: [web]}]} | endpoints[0].addresses[0]: Invalid value: "web": should be a domain with at least two segments separated by dots
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hostname: a.b}]} | endpoints[0].hostname: Invalid value: "a.b": must not contain dots
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}, {name: a}]}}]} | endpoints[0].hints.forZones[1].name: Duplicate value: "a"
        {addressType: IPv4, endpoints: [], ports: [{name: a, port: 80}, {name: a, port: 81}]} | ports[1].name: Duplicate value: "a"
        {addressType: IPv4, endpoints: [{addresses: [0.0.0.0]}]} | endpoints[0].addresses[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)
        {addressType: IPv4, endpoints: [{addresses: [169.254.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)
        {addressType: IPv4, endpoints: [{addresses: [224.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "224.0.0.1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)
        {addressType: IPv4, endpoints: [{addresses: ["fd00::1"]}]} | endpoints[0].addresses[0]: Invalid value: "fd00::1": must be an IPv4 address
        {addressType: IPv6, endpoints: [{addresses: [10.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be an IPv6 address
        {addressType: FQDN, endpoints: [{addresses: [""]}]} | endpoints[0].addresses[0]: Required value
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hints: {forNodes: [{name: a}, {name: a}]}}]} | endpoints[0].hints.forNodes[1].name: Duplicate value: "a"
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}, {name: h}, {name: i}]}}]} | endpoints[0].hints.forZones: Too many: 9: must have at most 8 items
        {addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hints: {forNodes: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}, {name: h}, {name: i}]}}]} | endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items
        {addressType: IPv4, endpoints: [], ports: [{port: 80}, {port: 81}]} | ports[1].name: Duplicate value: ""
        {addressType: IPv4, endpoints: [], ports: [{name: a.b, port: 80}]} | ports[0].name: Invalid value: "a.b": must not contain dots
        {addressType: IPv4, endpoints: [], ports: [{port: 80, protocol: X}]} | ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slices")
  void badSlice_isReported(String body, String expected) {
    assertThat(errors(() -> create(ENDPOINT_SLICES, key("bad"), body))).isEqualTo(expected);
  }

  static Stream<Arguments> crowds() {
    return Stream.of(
        Arguments.of(
            "{addressType: IPv4, endpoints: [%s]}",
            "{addresses: [10.0.0.1]}",
            1000,
            "endpoints: Too many: 1001: must have at most 1000 items"),
        Arguments.of(
            "{addressType: IPv4, endpoints: [{addresses: [%s]}]}",
            "10.0.0.1", 100, "endpoints[0].addresses: Too many: 101: must have at most 100 items"));
  }

  @ParameterizedTest(name = "{3}")
  @MethodSource("crowds")
  void slice_holdsSoManyAndNoMore(String slice, String one, int most, String expected) {
    String items = String.join(", ", Collections.nCopies(most, one));
    String full = slice.formatted(items);
    String tooFull = slice.formatted(items + ", " + one);

    assertThat(create(ENDPOINT_SLICES, key("full-" + most), full).at("endpoints")).isNotEmpty();
    assertThat(errors(() -> create(ENDPOINT_SLICES, key("bad"), tooFull))).isEqualTo(expected);
  }

  @Test
  void sliceOfNames_isWarnedOf() {
    List<String> warnings =
        KindTester.of(ENDPOINT_SLICES).warnings("{addressType: FQDN, endpoints: []}");

    assertThat(warnings).containsExactly("spec.addressType: FQDN endpoints are deprecated");
  }

  @Test
  void sliceOfOwnBlock_isAccepted() {
    KubeObject slice =
        create(
            ENDPOINT_SLICES,
            key("good"),
            "{addressType: IPv4, endpoints: [{addresses: [127.5.1.1]}], ports: [{port: 80}]}");

    assertThat(slice.generation()).isEqualTo(1);
    assertThat(slice.at("ports"))
        .isEqualTo(Json.parse("[{\"port\":80,\"name\":\"\",\"protocol\":\"TCP\"}]"));
  }

  @Test
  void labelsOfSlice_raiseItsGenerationButAnnotationsDoNot() {
    KubeObject slice = create(ENDPOINT_SLICES, key("aged"), "{addressType: IPv4, endpoints: []}");

    KubeObject annotated =
        cluster.client().update(ENDPOINT_SLICES, slice.edit(o -> mark(o, "annotations")));
    KubeObject labelled =
        cluster.client().update(ENDPOINT_SLICES, annotated.edit(o -> mark(o, "labels")));

    assertThat(annotated.generation()).isEqualTo(1);
    assertThat(labelled.generation()).isEqualTo(2);
  }

  private static void mark(ObjectNode object, String member) {
    Json.objectAt(object, "metadata", member).put("a", "b");
  }

  @Test
  void addressType_isImmutable() {
    KubeObject slice = create(ENDPOINT_SLICES, key("typed"), "{addressType: IPv4, endpoints: []}");

    String errors =
        errors(
            () ->
                cluster
                    .client()
                    .update(ENDPOINT_SLICES, slice.edit(o -> o.put("addressType", "IPv6"))));

    assertThat(errors).isEqualTo("addressType: Invalid value: \"IPv6\": field is immutable");
  }

  static Stream<Arguments> endpoints() {
    return ServiceCluster.rows(
        """
        {subsets: [{ports: [{port: 80}]}]} | subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`
        {subsets: [{addresses: [{ip: x}]}]} | [subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address]
        {subsets: [{notReadyAddresses: [{ip: 127.0.0.1}]}]} | subsets[0].notReadyAddresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
        {subsets: [{addresses: [{ip: 127.5.0.9}], ports: [{port: 80, name: a}, {port: 81}]}]} | subsets[0].ports[1].name: Required value
        {subsets: [{addresses: [{ip: 127.5.0.9}], ports: [{port: 70000}]}]} | subsets[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endpoints")
  void badEndpoints_areReported(String body, String expected) {
    assertThat(errors(() -> create(ENDPOINTS, key("bad"), body))).isEqualTo(expected);
  }

  static Stream<Arguments> addresses() {
    return ServiceCluster.rows(
        """
        10.0.0.01 | {spec: {parentRef: {resource: services, name: a}}} | metadata.name: Invalid value: "10.0.0.01": must not have leading 0s
        fd00::0:1 | {spec: {parentRef: {resource: services, name: a}}} | metadata.name: Invalid value: "fd00::0:1": must be in canonical form ("fd00::1")
        10.0.0.1 | {} | spec.parentRef: Required value
        10.0.0.1 | {spec: {parentRef: {namespace: x}}} | [spec.parentRef.resource: Required value, spec.parentRef.name: Required value]
        """);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("addresses")
  void badIpAddress_isReported(String name, String body, String expected) {
    assertThat(errors(() -> create(IP_ADDRESSES, ObjectKey.cluster(name), body)))
        .isEqualTo(expected);
  }

  @Test
  void parentRef_isImmutable() {
    KubeObject address =
        create(
            IP_ADDRESSES,
            ObjectKey.cluster("10.0.0.9"),
            "{spec: {parentRef: {resource: services, name: a}}}");

    String errors =
        errors(
            () ->
                cluster
                    .client()
                    .update(
                        IP_ADDRESSES,
                        address.edit(o -> Json.objectAt(o, "spec", "parentRef").put("name", "b"))));

    assertThat(errors).startsWith("spec.parentRef: Invalid value: ").endsWith("field is immutable");
  }

  static Stream<Arguments> cidrs() {
    return ServiceCluster.rows(
        """
        [] | spec.cidrs: Required value: at least one CIDR required
        [10.0.0.0/24, 10.1.0.0/24, "fd00::/112"] | spec.cidrs: Invalid value: {"CIDRs":["10.0.0.0/24","10.1.0.0/24","fd00::/112"]}: may only hold up to 2 values
        [10.0.0.0/24, 10.1.0.0/24] | spec.cidrs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64
        [10.0.0.1/24] | spec.cidrs[0]: Invalid value: "10.0.0.1/24": must not have bits set beyond the prefix length
        ["FD00::/112"] | spec.cidrs[0]: Invalid value: "FD00::/112": must be in canonical form ("fd00::/112")
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cidrs")
  void badServiceCidr_isReported(String cidrs, String expected) {
    String body = "{spec: {cidrs: " + cidrs + "}}";

    assertThat(errors(() -> create(SERVICE_CIDRS, ObjectKey.cluster("bad"), body)))
        .isEqualTo(expected);
  }

  @Test
  void serviceCidr_mayGrowButNotChange() {
    KubeObject one =
        create(SERVICE_CIDRS, ObjectKey.cluster("grow"), "{spec: {cidrs: [10.200.0.0/24]}}");

    KubeObject two =
        cluster
            .client()
            .update(
                SERVICE_CIDRS,
                one.edit(o -> Json.arrayAt(Json.objectAt(o, "spec"), "cidrs").add("fd00:9::/112")));
    String errors =
        errors(
            () ->
                cluster
                    .client()
                    .update(
                        SERVICE_CIDRS,
                        two.edit(
                            o ->
                                Json.objectAt(o, "spec")
                                    .putArray("cidrs")
                                    .add("10.200.0.0/24")
                                    .add("fd00:8::/112"))));

    assertThat(errors)
        .isEqualTo("spec.cidrs[1]: Invalid value: \"fd00:8::/112\": field is immutable");
  }
}

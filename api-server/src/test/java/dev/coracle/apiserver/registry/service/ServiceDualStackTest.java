// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.apiserver.registry.service.ServiceCluster.errors;
import static dev.coracle.apiserver.registry.service.ServiceCluster.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Services of a cluster with both families. */
final class ServiceDualStackTest {

  private static final String BOTH = "{ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}";

  private final ServiceCluster cluster = new ServiceCluster(ServiceCluster.DUAL);

  @AfterEach
  void stop() {
    cluster.close();
  }

  static Stream<Arguments> families() {
    return ServiceCluster.rows(
        """
        {ports: [{port: 80}]} | SingleStack | IPv4
        {ports: [{port: 80}], ipFamilies: [IPv6]} | SingleStack | IPv6
        {ports: [{port: 80}], clusterIP: "fd00:10:96::9"} | SingleStack | IPv6
        {ports: [{port: 80}], ipFamilyPolicy: PreferDualStack} | PreferDualStack | IPv4,IPv6
        {ports: [{port: 80}], ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6]} | RequireDualStack | IPv6,IPv4
        {ports: [{port: 80}], ipFamilyPolicy: PreferDualStack, clusterIP: 10.96.0.9} | PreferDualStack | IPv4,IPv6
        {clusterIP: None, ipFamilyPolicy: SingleStack} | SingleStack | IPv4
        {clusterIP: None, selector: {a: b}, ipFamilyPolicy: PreferDualStack} | PreferDualStack | IPv4,IPv6
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void families_areInferred(String spec, String policy, String families) {
    KubeObject web = cluster.create("web", spec);

    assertThat(web.text("spec", "ipFamilyPolicy")).isEqualTo(policy);
    assertThat(String.join(",", texts(web, "spec", "ipFamilies"))).isEqualTo(families);
    assertThat(addresses()).hasSameSizeAs(ips(web));
  }

  private static List<String> ips(KubeObject service) {
    return texts(service, "spec", "clusterIPs").stream().filter(ip -> !ip.equals("None")).toList();
  }

  private List<KubeObject> addresses() {
    return cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items();
  }

  @Test
  void secondFamily_canBeAddedAndReleased() {
    KubeObject single = cluster.create("web", "{ports: [{port: 80}]}");
    KubeObject both = cluster.patch("web", "{ipFamilyPolicy: RequireDualStack}");

    KubeObject again = cluster.patch("web", "{ipFamilyPolicy: SingleStack}");

    assertThat(ips(both)).hasSize(2).startsWith(single.text("spec", "clusterIP"));
    assertThat(ips(again)).isEqualTo(ips(single));
    assertThat(addresses()).hasSize(1);
  }

  @Test
  void secondAddress_isReleasedWithPolicyOnly() {
    cluster.create(
        "web", "{ipFamilyPolicy: RequireDualStack, clusterIP: 10.96.0.9, ports: [{port: 80}]}");

    String errors =
        errors(
            () ->
                cluster.put(
                    "web", "{clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9], ports: [{port: 80}]}"));

    assertThat(errors)
        .isEqualTo(
            "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to"
                + " release the secondary cluster IP");
  }

  static Stream<Arguments> refusedChanges() {
    return ServiceCluster.rows(
        """
        {ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4], ports: [{port: 80}]} | spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be 'SingleStack' to release the secondary IP family
        {ipFamilyPolicy: PreferDualStack, clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9], ports: [{port: 80}]} | spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be 'SingleStack' to release the secondary cluster IP
        {clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, "fd00:10:96::8"], ports: [{port: 80}]} | spec.clusterIPs[1]: Invalid value: ["10.96.0.9","fd00:10:96::8"]: may not change once set
        {clusterIP: 10.96.0.8, clusterIPs: [10.96.0.8, "fd00:10:96::9"], ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: ["10.96.0.8","fd00:10:96::9"]: may not change once set
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedChanges")
  void halfOfBoth_cannotBeChangedAlone(String changed, String expected) {
    cluster.create(
        "web",
        "{ipFamilyPolicy: RequireDualStack, clusterIP: 10.96.0.9,"
            + " clusterIPs: [10.96.0.9, \"fd00:10:96::9\"], ports: [{port: 80}]}");

    String errors = errors(() -> cluster.put("web", changed));

    assertThat(errors).isEqualTo(expected);
  }

  static Stream<Arguments> harmlessChanges() {
    return ServiceCluster.rows(
        """
        {ports: [{port: 81}]} | 2
        {ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]} | 2
        {ipFamilyPolicy: SingleStack, ports: [{port: 80}]} | 1
        {ipFamilyPolicy: SingleStack, clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9], ipFamilies: [IPv4], ports: [{port: 80}]} | 1
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmlessChanges")
  void bothAddresses_followThePolicy(String changed, int expected) {
    cluster.create(
        "web", "{ipFamilyPolicy: RequireDualStack, clusterIP: 10.96.0.9, ports: [{port: 80}]}");

    KubeObject put = cluster.put("web", changed);

    assertThat(ips(put)).hasSize(expected).startsWith("10.96.0.9");
    assertThat(texts(put, "spec", "ipFamilies")).hasSize(expected);
    assertThat(addresses()).hasSize(expected);
  }

  @Test
  void familiesOfAHeadlessService_mayChange() {
    cluster.create("web", "{clusterIP: None}");

    KubeObject patched = cluster.patch("web", "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]}");

    assertThat(texts(patched, "spec", "ipFamilies")).containsExactly("IPv6");
    assertThat(texts(patched, "spec", "clusterIPs")).containsExactly("None");
  }

  @Test
  void dryRun_answersTheNetworkOfEachFamily() {
    KubeObject dry = cluster.dryCreate("web", BOTH);

    assertThat(ips(dry)).containsExactly("10.96.0.0", "fd00:10:96::");
    assertThat(addresses()).isEmpty();
  }

  @Test
  void failureOfSecondAddress_givesFirstBack() {
    cluster.create("old", "{clusterIP: \"fd00:10:96::9\", ports: [{port: 80}]}");

    String errors =
        errors(
            () ->
                cluster.create(
                    "web",
                    "{ipFamilyPolicy: RequireDualStack, clusterIP: 10.96.0.9, clusterIPs:"
                        + " [10.96.0.9, \"fd00:10:96::9\"], ports: [{port: 80}]}"));

    assertThat(errors)
        .endsWith("failed to allocate IP fd00:10:96::9: provided IP is already allocated");
    assertThat(cluster.isAllocated("10.96.0.9")).isFalse();
  }

  @Test
  void becomingExternalName_releasesBoth() {
    KubeObject web = cluster.create("web", BOTH);

    cluster.patch("web", "{type: ExternalName, externalName: a.b}");

    assertThat(ips(web)).hasSize(2);
    assertThat(addresses()).isEmpty();
  }

  @Test
  void primaryFamily_mayNotChange() {
    cluster.create("web", BOTH);

    String errors = errors(() -> cluster.patch("web", "{ipFamilies: [IPv6, IPv4]}"));

    assertThat(errors).contains("expected an IPv6 value as indicated by `ipFamilies[0]`");
  }
}

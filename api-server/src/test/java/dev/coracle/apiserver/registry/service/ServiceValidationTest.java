// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for a new Service that a client can break. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServiceValidationTest {

  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String NAME_PART =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final String IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private static final String RULES =
      """
      no ports | {} | spec.ports: Required value
      headless LB | {type: LoadBalancer, clusterIP: None, ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for LoadBalancer services
      headless NodePort | {type: NodePort, clusterIP: None, ports: [{port: 80}]} | spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services
      ExternalName with IP | {type: ExternalName, externalName: a.b, clusterIP: 10.96.0.9} | spec.clusterIPs: Forbidden: may not be set for ExternalName services
      ExternalName families | {type: ExternalName, externalName: a.b, ipFamilies: [IPv4]} | spec.ipFamilies: Forbidden: may not be set for ExternalName services
      ExternalName policy | {type: ExternalName, externalName: a.b, ipFamilyPolicy: SingleStack} | spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services
      no external name | {type: ExternalName} | spec.externalName: Required value
      bad external name | {type: ExternalName, externalName: a_b} | spec.externalName: Invalid value: "a_b": SUBDOMAIN
      two dots at the end | {type: ExternalName, externalName: a..} | spec.externalName: Invalid value: "a.": SUBDOMAIN
      unnamed of two ports | {ports: [{port: 80, name: a}, {port: 81}]} | spec.ports[1].name: Required value
      bad port name | {ports: [{port: 80, name: A}]} | spec.ports[0].name: Invalid value: "A": LABEL
      dotted port name | {ports: [{port: 80, name: a.b}]} | spec.ports[0].name: Invalid value: "a.b": must not contain dots
      repeated port name | {ports: [{port: 80, name: a}, {port: 81, name: a}]} | spec.ports[1].name: Duplicate value: "a"
      port too high | {ports: [{port: 65536, targetPort: 1}]} | spec.ports[0].port: Invalid value: 65536: must be between 1 and 65535, inclusive
      protocol unknown | {ports: [{port: 80, protocol: HTTP}]} | spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"
      targetPort too high | {ports: [{port: 80, targetPort: 70000}]} | spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive
      targetPort too long | {ports: [{port: 80, targetPort: abcdefghijklmnop}]} | spec.ports[0].targetPort: Invalid value: "abcdefghijklmnop": must be no more than 15 characters
      targetPort letters | {ports: [{port: 80, targetPort: aB}]} | spec.ports[0].targetPort: Invalid value: "aB": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
      targetPort digits | {ports: [{port: 80, targetPort: "80"}]} | spec.ports[0].targetPort: Invalid value: "80": must contain at least one letter (a-z)
      targetPort hyphens | {ports: [{port: 80, targetPort: a--b}]} | spec.ports[0].targetPort: Invalid value: "a--b": must not contain consecutive hyphens
      targetPort at end | {ports: [{port: 80, targetPort: a-}]} | spec.ports[0].targetPort: Invalid value: "a-": must not begin or end with a hyphen
      appProtocol | {ports: [{port: 80, appProtocol: "a b"}]} | spec.ports[0].appProtocol: Invalid value: "a b": NAME_PART
      appProtocol prefix | {ports: [{port: 80, appProtocol: "/b"}]} | spec.ports[0].appProtocol: Invalid value: "/b": prefix part must be non-empty
      selector key | {ports: [{port: 80}], selector: {"a b": c}} | spec.selector: Invalid value: "a b": NAME_PART
      affinity unknown | {ports: [{port: 80}], sessionAffinity: Cookie} | spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"
      affinity zero | {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}} | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400
      affinity over a day | {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}} | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400
      plural alone | {ports: [{port: 80}], clusterIPs: [10.96.0.9]} | spec.clusterIPs: Invalid value: ["10.96.0.9"]: must be empty when `clusterIP` is not specified
      plural differs | {ports: [{port: 80}], clusterIP: 10.96.0.8, clusterIPs: [10.96.0.9]} | spec.clusterIPs: Invalid value: ["10.96.0.9"]: first value must match `clusterIP`
      family unknown | {ports: [{port: 80}], ipFamilies: [IPv5]} | spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"
      family twice | {ports: [{port: 80}], ipFamilies: [IPv4, IPv4]} | spec.ipFamilies[1]: Duplicate value: "IPv4"
      policy unknown | {ports: [{port: 80}], ipFamilyPolicy: Dual} | spec.ipFamilyPolicy: Unsupported value: "Dual": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"
      None and more | {ports: [{port: 80}], clusterIP: None, clusterIPs: [None, 10.96.0.9]} | spec.clusterIPs: Invalid value: ["None","10.96.0.9"]: 'None' must be the first and only value
      None second | {ports: [{port: 80}], clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, None]} | spec.clusterIPs[1]: Invalid value: "None": IP
      IP malformed | {ports: [{port: 80}], clusterIP: 10.96.0} | spec.clusterIPs[0]: Invalid value: "10.96.0": IP
      IP leading zeros | {ports: [{port: 80}], clusterIP: 10.96.0.09} | spec.clusterIPs[0]: Invalid value: "10.96.0.09": must not have leading 0s
      IP mapped | {ports: [{port: 80}], clusterIP: "::ffff:10.96.0.9"} | spec.clusterIPs[0]: Invalid value: "::ffff:10.96.0.9": must not be an IPv4-mapped IPv6 address
      two of one family | {ports: [{port: 80}], clusterIP: 10.96.0.8, clusterIPs: [10.96.0.8, 10.96.0.9]} | spec.clusterIPs: Invalid value: ["10.96.0.8","10.96.0.9"]: may specify no more than one IP for each IP family
      three IPs | {ports: [{port: 80}], clusterIP: 10.96.0.8, clusterIPs: [10.96.0.8, "fd00::1", "fd00::2"]} | spec.clusterIPs: Invalid value: ["10.96.0.8","fd00::1","fd00::2"]: may only hold up to 2 values
      IP not of family 4 | {ports: [{port: 80}], clusterIP: "fd00::1", ipFamilies: [IPv4]} | spec.clusterIPs[0]: Invalid value: "fd00::1": expected an IPv4 value as indicated by `ipFamilies[0]`
      IP not of family 6 | {ports: [{port: 80}], clusterIP: 10.96.0.9, ipFamilies: [IPv6]} | spec.clusterIPs[0]: Invalid value: "10.96.0.9": expected an IPv6 value as indicated by `ipFamilies[0]`
      external IP malformed | {ports: [{port: 80}], externalIPs: [web]} | spec.externalIPs[0]: Invalid value: "web": IP
      external unspecified | {ports: [{port: 80}], externalIPs: [0.0.0.0]} | spec.externalIPs[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)
      external loopback | {ports: [{port: 80}], externalIPs: [127.0.0.1]} | spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
      external loopback 6 | {ports: [{port: 80}], externalIPs: ["::1"]} | spec.externalIPs[0]: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)
      external link-local | {ports: [{port: 80}], externalIPs: [169.254.1.1]} | spec.externalIPs[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)
      external multicast | {ports: [{port: 80}], externalIPs: ["ff02::1"]} | spec.externalIPs[0]: Invalid value: "ff02::1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)
      type unknown | {type: Router, ports: [{port: 80}]} | spec.type: Unsupported value: "Router": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"
      NP with ClusterIP | {ports: [{port: 80, nodePort: 30080}]} | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
      NP repeated | {type: ExternalName, externalName: a.b, ports: [{name: a, port: 80, nodePort: 30080}, {name: b, port: 81, nodePort: 30080}]} | spec.ports[1].nodePort: Duplicate value: 30080
      port repeated | {ports: [{name: a, port: 80}, {name: b, port: 80}]} | spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}
      ranges without LB | {ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]} | spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'
      range malformed | {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/33]} | spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": CIDR
      range zeros | {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/08]} | spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/08": must not have leading 0s in IP or prefix length
      range mapped | {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: ["::ffff:10.0.0.0/104"]} | spec.LoadBalancerSourceRanges[0]: Invalid value: "::ffff:10.0.0.0/104": must not have an IPv4-mapped IPv6 address
      range host bits | {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.1/8]} | spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length
      allocate without LB | {type: NodePort, ports: [{port: 80}], allocateLoadBalancerNodePorts: false} | spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'
      class without LB | {ports: [{port: 80}], loadBalancerClass: a/b} | spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'
      class malformed | {type: LoadBalancer, ports: [{port: 80}], loadBalancerClass: "a b"} | spec.loadBalancerClass: Invalid value: "a b": NAME_PART
      ETP inside | {ports: [{port: 80}], externalTrafficPolicy: Local} | spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
      ETP unknown | {type: NodePort, ports: [{port: 80}], externalTrafficPolicy: Zone} | spec.externalTrafficPolicy: Unsupported value: "Zone": supported values: "Cluster", "Local"
      HCNP without Local | {type: LoadBalancer, ports: [{port: 80}], healthCheckNodePort: 30099} | spec.healthCheckNodePort: Invalid value: 30099: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'
      ITP unknown | {ports: [{port: 80}], internalTrafficPolicy: Zone} | spec.internalTrafficPolicy: Unsupported value: "Zone": supported values: "Cluster", "Local"
      distribution unknown | {ports: [{port: 80}], trafficDistribution: Near} | spec.trafficDistribution: Unsupported value: "Near": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"
      several, in order | {type: Router, ports: [{port: 0, targetPort: 1}], sessionAffinity: X, externalIPs: [web], internalTrafficPolicy: Z} | [spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.sessionAffinity: Unsupported value: "X": supported values: "ClientIP", "None", spec.externalIPs[0]: Invalid value: "web": IP, spec.type: Unsupported value: "Router": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort", spec.internalTrafficPolicy: Unsupported value: "Z": supported values: "Cluster", "Local"]
      """;

  private final ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE);

  @AfterAll
  void stop() {
    cluster.close();
  }

  static Stream<Arguments> rules() {
    return ServiceCluster.rows(RULES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void brokenRule_isReported(String name, String spec, String expected) {
    String errors = ServiceCluster.errors(() -> cluster.create("web", spec));

    assertThat(errors).isEqualTo(written(expected));
  }

  private static String written(String expected) {
    return expected
        .replace(": LABEL", ": " + LABEL)
        .replace(": SUBDOMAIN", ": " + SUBDOMAIN)
        .replace(": NAME_PART", ": " + NAME_PART)
        .replace(": IP", ": " + IP)
        .replace(": CIDR", ": " + CIDR);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodSpec_isAccepted(String spec) {
    String name = cluster.dryCreate("good", spec).name();

    assertThat(name).isEqualTo("good");
  }

  static List<String> good() {
    return List.of(
        "{ports: [{port: 80}], sessionAffinity: ClientIP,"
            + " sessionAffinityConfig: {clientIP: {timeoutSeconds: 86400}}}",
        "{type: ExternalName, externalName: example.com.}",
        "{clusterIP: None}",
        "{ports: [{port: 80, targetPort: a-1, appProtocol: kubernetes.io/h2c}]}",
        "{ports: [{port: 80}], externalIPs: [127.5.3.4]}",
        "{ports: [{port: 80}], externalIPs: [\"FE00:0:0::1\"]}",
        "{type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [\" 10.0.0.0/8\"]}");
  }

  @ParameterizedTest
  @MethodSource("annotations")
  void annotation_isChecked(String annotation, String value, String expected) {
    String hints = "service.kubernetes.io/topology-aware-hints";

    String errors =
        ServiceCluster.errors(
            () ->
                cluster
                    .client()
                    .create(
                        SERVICES,
                        ServiceCluster.service("web", "{ports: [{port: 80}]}")
                            .edit(
                                o ->
                                    Json.objectAt(o, "metadata", "annotations")
                                        .put(hints, "disabled")
                                        .put(annotation, value))));

    assertThat(errors).isEqualTo(expected);
  }

  static Stream<Arguments> annotations() {
    return ServiceCluster.rows(
        """
        service.kubernetes.io/topology-mode | Auto | metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified
        service.beta.kubernetes.io/load-balancer-source-ranges | 10.0.0.0/8 | metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: may only be used when `type` is 'LoadBalancer'
        """);
  }

  @Test
  void errorRepeated_isOnceInMessageAndTwiceInCauses() {
    cluster.create("classy", "{type: LoadBalancer, ports: [{port: 80}], loadBalancerClass: a/b}");

    ApiException refusal =
        ServiceCluster.refusal(() -> cluster.patch("classy", "{loadBalancerClass: \"a b\"}"));

    assertThat(refusal.toStatus().path("details").path("causes").size()).isEqualTo(3);
    assertThat(refusal)
        .hasMessage(
            "Service \"classy\" is invalid: [spec.loadBalancerClass: Invalid value: \"a b\": may"
                + " not change once set, spec.loadBalancerClass: Invalid value: \"a b\": "
                + NAME_PART
                + "]");
  }

  @Test
  void refusal_namesKindAndCauses() {
    ApiException refusal = ServiceCluster.refusal(() -> cluster.create("web", "{}"));

    assertThat(refusal.toStatus())
        .hasToString(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
            "message":"Service \\"web\\" is invalid: spec.ports: Required value",\
            "reason":"Invalid","details":{"name":"web","kind":"Service","causes":\
            [{"reason":"FieldValueRequired","message":"Required value","field":"spec.ports"}]},\
            "code":422}\
            """);
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void badName_isReported(String name) {
    String errors = ServiceCluster.errors(() -> cluster.create(name, "{clusterIP: None}"));

    assertThat(errors).startsWith("metadata.name: Invalid value: \"" + name + "\": ");
  }

  static List<String> badNames() {
    return List.of("Web", "-web", "a_b", "a".repeat(64));
  }

  @Test
  void nameWithLeadingDigit_isAccepted() {
    String name = cluster.create("1web", "{clusterIP: None}").name();

    assertThat(name).isEqualTo("1web");
  }
}

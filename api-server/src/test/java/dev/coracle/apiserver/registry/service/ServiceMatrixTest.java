// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.apiserver.registry.service.ServiceCluster.errors;
import static dev.coracle.apiserver.registry.service.ServiceCluster.key;
import static dev.coracle.apiserver.registry.service.ServiceCluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which fields go with which type of Service, and what becomes of them when the type changes. */
final class ServiceMatrixTest {

  private static final String EXTERNAL = "{type: ExternalName, externalName: a.b}";
  private static final String LB_ONLY = "Forbidden: may only be used when `type` is 'LoadBalancer'";
  private static final String HEALTH =
      "spec.healthCheckNodePort: Invalid value: 30099: may only be set when `type` is"
          + " 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  private static final String OUTSIDE = "may only be set for externally-accessible services";

  private final ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE);

  @AfterEach
  void stop() {
    cluster.close();
  }

  static Stream<Arguments> misplaced() {
    return ServiceCluster.rows(
        """
        {clusterIP: None, ports: [{port: 80, nodePort: 30080}]} | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
        {ports: [{port: 80}], healthCheckNodePort: 30099} | HEALTH
        {clusterIP: None, healthCheckNodePort: 30099} | HEALTH
        {type: NodePort, ports: [{port: 80}], healthCheckNodePort: 30099} | HEALTH
        {type: NodePort, ports: [{port: 80}], externalTrafficPolicy: Local, healthCheckNodePort: 30099} | HEALTH
        {type: ExternalName, externalName: a.b, healthCheckNodePort: 30099} | HEALTH
        {clusterIP: None, externalTrafficPolicy: Cluster} | spec.externalTrafficPolicy: Invalid value: "Cluster": OUTSIDE
        {type: ExternalName, externalName: a.b, externalTrafficPolicy: Cluster} | spec.externalTrafficPolicy: Invalid value: "Cluster": OUTSIDE
        {type: ExternalName, externalName: a.b, externalIPs: [1.2.3.4], externalTrafficPolicy: Cluster} | spec.externalTrafficPolicy: Invalid value: "Cluster": OUTSIDE
        {type: NodePort, ports: [{port: 80}], loadBalancerClass: a/b} | spec.loadBalancerClass: LB_ONLY
        {type: ExternalName, externalName: a.b, loadBalancerClass: a/b} | spec.loadBalancerClass: LB_ONLY
        {clusterIP: None, loadBalancerClass: a/b} | spec.loadBalancerClass: LB_ONLY
        {type: NodePort, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]} | spec.LoadBalancerSourceRanges: LB_ONLY
        {type: ExternalName, externalName: a.b, loadBalancerSourceRanges: [10.0.0.0/8]} | spec.LoadBalancerSourceRanges: LB_ONLY
        {ports: [{port: 80}], allocateLoadBalancerNodePorts: true} | spec.allocateLoadBalancerNodePorts: LB_ONLY
        {type: ExternalName, externalName: a.b, allocateLoadBalancerNodePorts: true} | spec.allocateLoadBalancerNodePorts: LB_ONLY
        {type: LoadBalancer} | spec.ports: Required value
        {type: NodePort} | spec.ports: Required value
        {type: ExternalName, externalName: a.b, clusterIP: None} | spec.clusterIPs: Forbidden: may not be set for ExternalName services
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misplaced")
  void fieldOfAnotherType_isRefused(String spec, String expected) {
    String errors = errors(() -> cluster.create("web", spec));

    assertThat(errors)
        .isEqualTo(
            expected
                .replace("HEALTH", HEALTH)
                .replace("OUTSIDE", OUTSIDE)
                .replace("LB_ONLY", LB_ONLY));
  }

  static Stream<Arguments> tolerated() {
    return ServiceCluster.rows(
        """
        {clusterIP: None, externalIPs: [1.2.3.4], externalTrafficPolicy: Local} | externalTrafficPolicy | "Local"
        {ports: [{port: 80}], externalIPs: [1.2.3.4], externalTrafficPolicy: Local} | externalTrafficPolicy | "Local"
        {type: ExternalName, externalName: a.b, ports: [{port: 80, nodePort: 80}]} | ports | [{"port":80,"nodePort":80,"protocol":"TCP","targetPort":80}]
        {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]} | ports | [{"port":80,"protocol":"TCP","targetPort":80}]
        {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80, nodePort: 30070}]} | ports | [{"port":80,"nodePort":30070,"protocol":"TCP","targetPort":80}]
        {ports: [{port: 80}], externalName: A_B} | externalName | "A_B"
        {type: NodePort, ports: [{port: 80}], loadBalancerIP: anything} | loadBalancerIP | "anything"
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tolerated")
  void fieldThatDoesNotMatter_isKept(String spec, String field, String expected) {
    KubeObject web = cluster.create("web", spec);

    assertThat(web.at("spec", field)).isEqualTo(Json.parse(expected));
  }

  // What a PUT that leaves out allocated values keeps.

  @Test
  void nodePorts_areCarriedOverByTheNameOfTheirPort() {
    cluster.create(
        "web",
        "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30080},"
            + " {name: b, port: 81, nodePort: 30081}]}");

    KubeObject put =
        cluster.put("web", "{type: NodePort, ports: [{name: b, port: 91}, {name: a, port: 90}]}");

    assertThat(put.at("spec", "ports").findValuesAsString("nodePort"))
        .containsExactly("30081", "30080");
  }

  @Test
  void nodePortThatAnotherPortTakes_isNotCarriedOver() {
    cluster.create("web", "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30080}]}");

    KubeObject put =
        cluster.put(
            "web",
            "{type: NodePort, ports: [{name: a, port: 80}, {name: b, port: 81, nodePort: 30080}]}");

    assertThat(put.at("spec", "ports").path(0).path("nodePort").asInt()).isBetween(30086, 32767);
    assertThat(put.at("spec", "ports").path(1).path("nodePort").asInt()).isEqualTo(30080);
  }

  @Test
  void putWithoutAllocation_dropsAndReleasesNodePorts() {
    cluster.create("web", "{type: LoadBalancer, ports: [{port: 80, nodePort: 30080}]}");

    KubeObject put =
        cluster.put(
            "web",
            "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}");

    assertThat(put.at("spec", "ports").path(0).has("nodePort")).isFalse();
    assertThat(
            cluster.create("next", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}").name())
        .isEqualTo("next");
  }

  // What a change of type takes along.

  static Stream<Arguments> wiped() {
    return ServiceCluster.rows(
        """
        {type: LoadBalancer, loadBalancerClass: a/b, ports: [{port: 80}]} | {type: NodePort} | loadBalancerClass
        {type: LoadBalancer, loadBalancerClass: a/b, ports: [{port: 80}]} | {type: ClusterIP} | allocateLoadBalancerNodePorts
        {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]} | {type: NodePort} | healthCheckNodePort
        {externalIPs: [1.2.3.4], ports: [{port: 80}]} | {externalIPs: null} | externalTrafficPolicy
        {ports: [{port: 80}]} | {type: ExternalName, externalName: a.b} | clusterIPs
        {ports: [{port: 80}]} | {type: ExternalName, externalName: a.b} | ipFamilies
        {ports: [{port: 80}]} | {type: ExternalName, externalName: a.b} | internalTrafficPolicy
        """);
  }

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @MethodSource("wiped")
  void fieldOfTheFormerType_goes(String spec, String patch, String field) {
    KubeObject before = cluster.create("web", spec);

    KubeObject patched = cluster.patch("web", patch);

    assertThat(before.at("spec").has(field)).isTrue();
    assertThat(patched.at("spec").has(field)).isFalse();
  }

  static Stream<Arguments> inTheWay() {
    return ServiceCluster.rows(
        """
        {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]} | {type: ClusterIP} | spec.LoadBalancerSourceRanges: LB_ONLY
        {type: LoadBalancer, loadBalancerClass: a/b, ports: [{port: 80}]} | {type: NodePort, loadBalancerClass: c/d} | spec.loadBalancerClass: LB_ONLY
        {type: LoadBalancer, ports: [{port: 80}]} | {type: NodePort, allocateLoadBalancerNodePorts: false} | spec.allocateLoadBalancerNodePorts: LB_ONLY
        {type: NodePort, ports: [{port: 80}]} | {type: ClusterIP, externalTrafficPolicy: Local} | spec.externalTrafficPolicy: Invalid value: "Local": OUTSIDE
        """);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("inTheWay")
  void fieldThatIsNotWiped_isRefused(String spec, String patch, String expected) {
    cluster.create("web", spec);

    String errors = errors(() -> cluster.patch("web", patch));

    assertThat(errors).isEqualTo(expected.replace("OUTSIDE", OUTSIDE).replace("LB_ONLY", LB_ONLY));
  }

  @Test
  void classMayBeSet_withTheChangeToLoadBalancer() {
    cluster.create("web", "{ports: [{port: 80}]}");

    KubeObject patched = cluster.patch("web", "{type: LoadBalancer, loadBalancerClass: a/b}");

    assertThat(patched.text("spec", "loadBalancerClass")).isEqualTo("a/b");
  }

  @Test
  void selectorAndAffinity_stayWithEveryType() {
    cluster.create("web", "{sessionAffinity: ClientIP, selector: {app: web}, ports: [{port: 80}]}");

    KubeObject patched = cluster.patch("web", EXTERNAL);

    assertThat(patched.text("spec", "sessionAffinity")).isEqualTo("ClientIP");
    assertThat(patched.text("spec", "selector", "app")).isEqualTo("web");
  }

  // Names, versions and annotations.

  static Stream<Arguments> names() {
    return ServiceCluster.rows(
        """
        {} | metadata.name: Required value: name or generateName is required
        {generateName: AB-} | metadata.generateName: Invalid value: "AB-": a lowercase RFC 1123 label
        """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void badNameToBe_isReported(String metadata, String expected) {
    String errors =
        errors(
            () ->
                cluster
                    .client()
                    .create(
                        SERVICES,
                        ServiceCluster.service("x", "{clusterIP: None}")
                            .edit(
                                o -> {
                                  o.set("metadata", ServiceCluster.yaml(metadata));
                                  Json.objectAt(o, "metadata").put("namespace", "default");
                                })));

    assertThat(errors).contains(expected);
  }

  @Test
  void sourceRangesInAnAnnotation_areCheckedOneByOne() {
    String annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

    String errors =
        errors(
            () ->
                cluster
                    .client()
                    .create(
                        SERVICES,
                        ServiceCluster.service("web", "{type: LoadBalancer, ports: [{port: 80}]}")
                            .edit(
                                o ->
                                    Json.objectAt(o, "metadata", "annotations")
                                        .put(annotation, "10.0.0.0/8, 10.0.0.0/33"))));

    assertThat(errors)
        .startsWith("metadata.annotations[" + annotation + "]: Invalid value: ")
        .endsWith("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  }

  @Test
  void staleVersion_isAConflict() {
    KubeObject first = cluster.create("web", "{ports: [{port: 80}]}");
    cluster.patch("web", "{publishNotReadyAddresses: true}");

    ApiException refusal = refusal(() -> cluster.client().update(SERVICES, first));

    assertThat(refusal.code()).isEqualTo(409);
    assertThat(refusal)
        .hasMessage(
            "Operation cannot be fulfilled on services \"web\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @Test
  void nameOfAServiceThatIsBeingDeleted_isTaken() {
    cluster
        .client()
        .create(
            SERVICES,
            ServiceCluster.service("web", "{clusterIP: None}")
                .edit(o -> Json.arrayAt(Json.objectAt(o, "metadata"), "finalizers").add("a/b")));
    cluster.delete("web");

    ApiException refusal = refusal(() -> cluster.create("web", "{clusterIP: None}"));

    assertThat(refusal.code()).isEqualTo(409);
    assertThat(refusal).hasMessage("object is being deleted: services \"web\" already exists");
  }

  @Test
  void missingService_isNotFoundByEveryOtherWay() {
    KubeObject absent = ServiceCluster.service("none", "{clusterIP: None}");
    Patch patch = Patch.merge(p -> p.putObject("status"));

    assertThat(refusal(() -> cluster.patch("none", "{}")))
        .hasMessage("services \"none\" not found");
    assertThat(refusal(() -> cluster.client().updateStatus(SERVICES, absent)).code())
        .isEqualTo(404);
    assertThat(refusal(() -> cluster.client().patchStatus(SERVICES, key("none"), patch)).code())
        .isEqualTo(404);
    assertThat(refusal(() -> cluster.client().delete(SERVICES, key("none"))).code()).isEqualTo(404);
  }

  // Status.

  @Test
  void statusWrite_changesMetadataAndNotTheSpec() {
    KubeObject created = cluster.create("web", "{type: LoadBalancer, ports: [{port: 80}]}");

    KubeObject written =
        cluster
            .client()
            .updateStatus(
                SERVICES,
                created.edit(
                    o -> {
                      Json.objectAt(o, "metadata", "labels").put("a", "b");
                      Json.objectAt(o, "spec").put("type", "NodePort");
                      Json.arrayAt(Json.objectAt(o, "status"), "conditions")
                          .addObject()
                          .put("type", "X")
                          .put("status", "True")
                          .put("reason", "Y")
                          .put("message", "")
                          .put("lastTransitionTime", "2026-01-01T00:00:00Z");
                    }));

    assertThat(written.labels()).containsEntry("a", "b");
    assertThat(written.at("spec")).isEqualTo(created.at("spec"));
    assertThat(written.at("status", "conditions").findValuesAsString("type")).containsExactly("X");
  }

  @Test
  void hostnameOfAnIngress_isADnsName() {
    cluster.create("web", "{type: LoadBalancer, ports: [{port: 80}]}");

    String errors =
        errors(() -> cluster.putStatus("web", "{loadBalancer: {ingress: [{hostname: a_b}]}}"));

    assertThat(errors)
        .startsWith("status.loadBalancer.ingress[0].hostname: Invalid value: \"a_b\": ")
        .contains("a lowercase RFC 1123 subdomain");
  }

  // Dry runs.

  @Test
  void dryNodePort_isTheHighestOfTheRequestAndOne() {
    KubeObject dry =
        cluster.dryCreate(
            "web",
            "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30080},"
                + " {name: b, port: 81}]}");

    assertThat(dry.at("spec", "ports").findValuesAsString("nodePort"))
        .containsExactly("30080", "30081");
  }
}

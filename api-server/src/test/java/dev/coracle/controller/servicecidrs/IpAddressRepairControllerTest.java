// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Watches.class)
class IpAddressRepairControllerTest {

  private static final String IP = "10.96.0.7";
  private static final ObjectKey ADDRESS = ObjectKey.cluster(IP);
  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  private final ControllerTester cluster;

  IpAddressRepairControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void createService(String ip) {
    cluster.create(
        SERVICES,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {clusterIP: %s, ports: [{port: 80}]}
        """
            .formatted(ip));
  }

  private Optional<KubeObject> address() {
    return cluster.client().find(IP_ADDRESSES, ADDRESS);
  }

  private void createAddress(KubeObject address) {
    cluster.client().create(IP_ADDRESSES, address);
    cluster.settle();
  }

  @Test
  void deletedAddress_isMadeAgain() {
    createService(IP);

    cluster.client().delete(IP_ADDRESSES, ADDRESS);
    cluster.settle();

    KubeObject repaired = address().orElseThrow();
    assertThat(new ServiceAddress(repaired).service()).isEqualTo(WEB);
    assertThat(repaired.labels())
        .containsEntry("ipaddress.kubernetes.io/ip-family", "IPv4")
        .containsEntry("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
    assertThat(cluster.events("ClusterIPNotAllocated"))
        .containsExactly("Cluster IP [IPv4]: 10.96.0.7 is not allocated; repairing");
  }

  @Test
  void addressOfAnother_isGivenBackToItsService() {
    VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
    KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();
    client.create(SERVICES, plain("web").edit(s -> Json.objectAt(s, "spec").put("clusterIP", IP)));
    client.delete(IP_ADDRESSES, ADDRESS);
    client.create(IP_ADDRESSES, ServiceAddress.of(IP, ObjectKey.of("default", "nobody")));

    try (Controller controller = IpAddressRepairController.create(client, time)) {
      controller.start();
      time.settle();
    }

    KubeObject repaired = client.get(IP_ADDRESSES, ADDRESS);
    assertThat(new ServiceAddress(repaired).service()).isEqualTo(WEB);
    assertThat(client.list(EVENTS, ListOptions.ALL).items())
        .extracting(event -> event.text("message"))
        .containsExactly(
            "the ClusterIP [IPv4]: 10.96.0.7 for Service default/web has a wrong reference;"
                + " repairing");
    time.close();
  }

  @Test
  void addressWithoutLabels_getsThemBack() {
    createService(IP);

    cluster.client().patch(IP_ADDRESSES, ADDRESS, withoutLabels());
    cluster.settle();

    assertThat(address().map(ServiceAddress::new).filter(ServiceAddress::isLabelled)).isPresent();
  }

  private static Patch withoutLabels() {
    return Patch.merge(body -> body.putObject("metadata").putNull("labels"));
  }

  @Test
  void addressWithoutService_goesAfterAMinute() {
    createAddress(ServiceAddress.of(IP, WEB));
    cluster.advance(Duration.ofSeconds(59));
    boolean early = address().isPresent();

    cluster.advance(Duration.ofSeconds(5));

    assertThat(early).isTrue();
    assertThat(address()).isEmpty();
    assertThat(cluster.events("IPAddressNotAllocated"))
        .containsExactly(
            "IPAddress: 10.96.0.7 for Service default/web appears to have leaked: cleaning up");
  }

  @Test
  void secondAddressOfAService_goesAfterAMinute() {
    createService(IP);
    createAddress(ServiceAddress.of("10.96.0.8", WEB));

    cluster.advance(Duration.ofSeconds(65));

    assertThat(cluster.client().find(IP_ADDRESSES, ObjectKey.cluster("10.96.0.8"))).isEmpty();
    assertThat(cluster.events("IPAddressWrongReference"))
        .containsExactly(
            "IPAddress: 10.96.0.8 for Service default/web has a wrong reference; cleaning up");
    assertThat(address()).isPresent();
  }

  @Test
  void addressOfAnotherKind_goesAtOnce() {
    createAddress(
        ServiceAddress.of(IP, WEB)
            .edit(object -> Json.objectAt(object, "spec", "parentRef").put("resource", "pods")));

    assertThat(address()).isEmpty();
    assertThat(cluster.events("IPAddressNotAllocated"))
        .containsExactly(
            "IPAddress 10.96.0.7 appears to have been modified, not referencing a Service"
                + " &ParentReference{Group:,Resource:pods,Namespace:default,Name:web,}: cleaning"
                + " up");
  }

  @Test
  void addressOfSomebodyElse_isLeftAlone() {
    createAddress(
        ServiceAddress.of(IP, WEB)
            .edit(object -> Json.objectAt(object, "metadata").remove("labels")));

    cluster.advance(Duration.ofMinutes(5));

    assertThat(address()).isPresent();
  }

  @Test
  void serviceOutsideEveryBlock_isToldSo() {
    ObjectKey extra = ObjectKey.cluster("extra");
    KubeObject block =
        KubeObject.of(SERVICE_CIDRS, extra)
            .edit(cidr -> cidr.putObject("spec").putArray("cidrs").add("10.200.0.0/24"));
    cluster.client().create(SERVICE_CIDRS, block);
    createService("10.200.0.7");

    cluster.client().delete(SERVICE_CIDRS, extra);
    cluster.client().patch(SERVICE_CIDRS, extra, withoutFinalizers());
    cluster.settle();

    assertThat(cluster.events("ClusterIPOutOfRange"))
        .containsExactly(
            "Cluster IP [IPv4]: 10.200.0.7 is not within any configured Service CIDR; please"
                + " recreate service");
  }

  private static Patch withoutFinalizers() {
    return Patch.merge(body -> body.putObject("metadata").putNull("finalizers"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void servicesThatComeAndGo_needNoRepair(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 40; step++) {
      String name = "s" + random.nextInt(4);
      Optional<KubeObject> present = cluster.client().find(SERVICES, ObjectKey.of("default", name));
      if (present.isEmpty()) {
        cluster.client().create(SERVICES, plain(name));
      } else if (random.nextBoolean()) {
        cluster.client().delete(SERVICES, present.get().key());
      } else {
        boolean named = present.get().text("spec", "type").equals("ExternalName");
        cluster.client().patch(SERVICES, present.get().key(), named ? toPlain() : toNamed());
      }
    }

    cluster.settle().advance(Duration.ofMinutes(3));

    assertThat(cluster.events("ClusterIPNotAllocated")).as("seed %d", seed).isEmpty();
    assertThat(cluster.events("IPAddressNotAllocated")).as("seed %d", seed).isEmpty();
    assertThat(cluster.events("IPAddressWrongReference")).as("seed %d", seed).isEmpty();
  }

  private static KubeObject plain(String name) {
    return KubeObject.of(SERVICES, ObjectKey.of("default", name))
        .edit(s -> s.putObject("spec").putArray("ports").addObject().put("port", 80));
  }

  private static Patch toNamed() {
    return Patch.merge(
        body -> body.putObject("spec").put("type", "ExternalName").put("externalName", "a.b"));
  }

  private static Patch toPlain() {
    return Patch.merge(
        body -> body.putObject("spec").put("type", "ClusterIP").putNull("externalName"));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;
import static dev.coracle.apiserver.registry.service.ServiceCluster.errors;
import static dev.coracle.apiserver.registry.service.ServiceCluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses and node ports Services get. */
final class ClusterIpAllocationTest {

  private static final String PLAIN = "{ports: [{port: 80}]}";
  private static final String NODE_PORT = "{type: NodePort, ports: [{port: 80}]}";

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 16, 254, 10.0.0.17, 10.0.0.254",
    "10.96.0.0/28, 0, 14, 10.96.0.1, 10.96.0.14",
    "10.96.0.0/20, 256, 4094, 10.96.1.1, 10.96.15.254",
    "10.96.0.0/12, 256, 1048574, 10.96.1.1, 10.111.255.254",
    "127.5.64.0/18, 256, 16382, 127.5.65.1, 127.5.127.254",
    "fd00::/112, 256, 65535, fd00::101, fd00::ffff"
  })
  void range_isSplitInBands(String cidr, long offset, long size, String first, String last) {
    ClusterIpRange range = new ClusterIpRange(Cidr.parseLegacy(cidr).orElseThrow());

    IpAddress network = range.cidr().first();
    assertThat(range.bands()).isEqualTo(new AllocationBands(size, offset));
    assertThat(network.plus(1 + offset)).hasToString(first);
    assertThat(network.plus(size)).hasToString(last);
  }

  @Test
  void candidates_areDynamicBandThenStaticEachOnce() {
    ClusterIpRange range = new ClusterIpRange(Cidr.parseLegacy("10.0.0.0/26").orElseThrow());

    List<IpAddress> order = range.candidates(new SharedRandom(new Random(7))).toList();

    IpAddress firstDynamic = IpAddress.parseLegacy("10.0.0.17").orElseThrow();
    assertThat(order).hasSize(62).doesNotHaveDuplicates();
    assertThat(order.subList(0, 46)).allMatch(ip -> ip.compareTo(firstDynamic) >= 0);
    assertThat(order.subList(46, 62)).allMatch(ip -> ip.compareTo(firstDynamic) < 0);
  }

  @Test
  void hugeRange_isNotWalked() {
    ClusterIpRange range = new ClusterIpRange(Cidr.parseLegacy("fd00::/64").orElseThrow());

    IpAddress first = range.candidates(new SharedRandom(new Random(7))).findFirst().orElseThrow();

    assertThat(range.contains(first)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "30000-32767, 86, 2768",
    "30000-30015, 0, 16",
    "30000-30031, 16, 32",
    "1-65535, 128, 65535"
  })
  void portRange_isSplitInBands(String range, long offset, long size) {
    assertThat(PortRange.parse(range).bands()).isEqualTo(new AllocationBands(size, offset));
  }

  @Test
  void fullPool_isInternalErrorUntilSomethingIsFree() {
    try (ServiceCluster cluster = new ServiceCluster("10.96.0.0/29")) {
      IntStream.range(0, 6).forEach(i -> cluster.create("web-" + i, PLAIN));

      var refusal = refusal(() -> cluster.create("late", PLAIN));

      assertThat(refusal.code()).isEqualTo(500);
      assertThat(refusal)
          .hasMessage(
              "Internal error occurred: failed to allocate a serviceIP for Service \"late\": range"
                  + " is full");
      cluster.delete("web-3");
      assertThat(cluster.create("late", PLAIN).name()).isEqualTo("late");
    }
  }

  @Test
  void fullPortPool_isInternalErrorAndGivesAddressBack() {
    try (ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE, "30000-30001")) {
      cluster.create("a", NODE_PORT);
      cluster.create("b", NODE_PORT);

      var refusal = refusal(() -> cluster.create("c", NODE_PORT));

      assertThat(refusal)
          .hasMessage("Internal error occurred: failed to allocate a nodePort: range is full");
      assertThat(cluster.client().list(IP_ADDRESSES, ListOptions.ALL).items()).hasSize(2);
    }
  }

  @Test
  void fullPortPool_hasNoHealthCheckPort() {
    try (ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE, "30000-30000")) {
      var refusal =
          refusal(
              () ->
                  cluster.create(
                      "a",
                      "{type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}"));

      assertThat(refusal)
          .hasMessage(
              "Internal error occurred: failed to allocate a HealthCheck NodePort 0: range is"
                  + " full");
      assertThat(cluster.create("b", NODE_PORT).name()).isEqualTo("b");
    }
  }

  @Test
  void secondServiceCidr_takesOverWhenFirstIsFull() {
    try (ServiceCluster cluster = new ServiceCluster("10.96.0.0/30")) {
      serviceCidr(cluster, "more", "10.97.0.0/29", "True");
      IntStream.range(0, 8).forEach(i -> cluster.create("web-" + i, PLAIN));

      var refusal = refusal(() -> cluster.create("late", PLAIN));

      assertThat(refusal.code()).isEqualTo(500);
      assertThat(cluster.isAllocated("10.96.0.1")).isTrue();
      assertThat(cluster.isAllocated("10.97.0.6")).isTrue();
    }
  }

  @Test
  void serviceCidrThatIsNotReady_isNotUsed() {
    try (ServiceCluster cluster = new ServiceCluster("10.96.0.0/30")) {
      serviceCidr(cluster, "more", "10.97.0.0/29", "False");

      String errors =
          errors(() -> cluster.create("web", "{clusterIP: 10.97.0.2, ports: [{port: 80}]}"));

      assertThat(errors).endsWith("the provided network does not match the current range");
    }
  }

  @Test
  void noServiceCidrThatIsReady_isAFullRange() {
    try (ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE)) {
      serviceCidr(cluster, "kubernetes", ServiceCluster.SINGLE, "False");

      var dynamic = refusal(() -> cluster.create("web", PLAIN));
      String explicit =
          errors(() -> cluster.create("web", "{clusterIP: 10.96.0.2, ports: [{port: 80}]}"));

      assertThat(dynamic.code()).isEqualTo(500);
      assertThat(dynamic).hasMessageEndingWith("Service \"web\": range is full");
      assertThat(explicit).endsWith("the provided network does not match the current range");
    }
  }

  @Test
  void serviceCidrWithoutACondition_isUsedUntilItIsBeingDeleted() {
    try (ServiceCluster cluster = new ServiceCluster("10.96.0.0/30")) {
      cluster
          .client()
          .create(
              SERVICE_CIDRS,
              KubeObject.of(SERVICE_CIDRS, ObjectKey.cluster("more"))
                  .edit(
                      o -> {
                        Json.arrayAt(Json.objectAt(o, "spec"), "cidrs").add("10.97.0.0/29");
                        Json.arrayAt(Json.objectAt(o, "metadata"), "finalizers").add("a/b");
                      }));
      KubeObject before = cluster.create("a", "{clusterIP: 10.97.0.2, ports: [{port: 80}]}");
      KubeObject unused = cluster.client().delete(SERVICE_CIDRS, ObjectKey.cluster("more"));

      String errors =
          errors(() -> cluster.create("b", "{clusterIP: 10.97.0.3, ports: [{port: 80}]}"));

      assertThat(before.text("spec", "clusterIP")).isEqualTo("10.97.0.2");
      assertThat(errors).endsWith("the provided network does not match the current range");
    }
  }

  @Test
  void defaultServiceCidrObject_replacesConfiguredRange() {
    try (ServiceCluster cluster = new ServiceCluster(ServiceCluster.SINGLE)) {
      serviceCidr(cluster, "kubernetes", "10.98.0.0/24", "True");

      KubeObject web = cluster.create("web", PLAIN);

      assertThat(web.text("spec", "clusterIP")).startsWith("10.98.0.");
    }
  }

  private static void serviceCidr(ServiceCluster cluster, String name, String cidr, String ready) {
    KubeObject created =
        cluster
            .client()
            .create(
                SERVICE_CIDRS,
                KubeObject.of(SERVICE_CIDRS, ObjectKey.cluster(name))
                    .edit(o -> Json.arrayAt(Json.objectAt(o, "spec"), "cidrs").add(cidr)));
    KubeObject unused =
        cluster
            .client()
            .updateStatus(
                SERVICE_CIDRS,
                created.edit(
                    o ->
                        Json.arrayAt(Json.objectAt(o, "status"), "conditions")
                            .addObject()
                            .put("type", "Ready")
                            .put("status", ready)
                            .put("reason", "")
                            .put("message", "")
                            .put("lastTransitionTime", "2026-01-01T00:00:00Z")));
  }

  @Test
  void parallelCreations_neverShareAddressOrPort() throws Exception {
    try (ServiceCluster cluster = new ServiceCluster("10.96.0.0/25", "30000-30099")) {
      ExecutorService workers = Executors.newFixedThreadPool(8);
      try {
        List<Future<KubeObject>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          String name = "web-" + i;
          calls.add(workers.submit(() -> cluster.create(name, NODE_PORT)));
        }
        List<KubeObject> services = new ArrayList<>();
        for (Future<KubeObject> call : calls) {
          services.add(call.get());
        }

        assertThat(services).extracting(s -> s.text("spec", "clusterIP")).doesNotHaveDuplicates();
        assertThat(services)
            .extracting(s -> s.at("spec", "ports").path(0).path("nodePort").asInt())
            .doesNotHaveDuplicates();
      } finally {
        workers.shutdown();
      }
    }
  }
}

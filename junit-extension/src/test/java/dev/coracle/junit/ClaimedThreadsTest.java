// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Many clusters run beside these: names are those of the test's own all the same. */
@MiniCluster(plan = NetworkPlan.LOOPBACK)
@EnabledForJreRange(min = JRE.JAVA_18)
class ClaimedThreadsTest {

  private static final String NAME = "kube-dns.kube-system.svc.cluster.local";
  private static final List<String> BEFORE_ALL = new ArrayList<>();

  private String inConstructor = find();
  private String beforeEach = "";

  @BeforeAll
  static void lookUpEarly() {
    BEFORE_ALL.add(find());
  }

  @BeforeEach
  void lookUpBefore() {
    beforeEach = find();
  }

  private static String find() {
    try {
      return InetAddress.getByName(NAME).getHostAddress();
    } catch (UnknownHostException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String expected(Cluster cluster) {
    return cluster.get(ResourceType.SERVICES, "kube-system/kube-dns").text("spec", "clusterIP");
  }

  @Test
  void methods_lookUpInTheirCluster(Cluster cluster) {
    assertThat(List.of(find(), beforeEach, inConstructor, BEFORE_ALL.get(0)))
        .containsOnly(expected(cluster));
  }

  @Test
  void threadOfATest_inheritsItsCluster(Cluster cluster) {
    CompletableFuture<String> found = new CompletableFuture<>();

    new Thread(() -> found.complete(find())).start();

    assertThat(found.join()).isEqualTo(expected(cluster));
  }

  @Test
  @MiniCluster(plan = NetworkPlan.LOOPBACK)
  void methodWithAClusterOfItsOwn_looksUpThere(Cluster cluster) {
    assertThat(find()).isEqualTo(expected(cluster)).isNotEqualTo(BEFORE_ALL.get(0));
  }

  @Test
  void methodThatStartsAnother_mustSayWhichOneItMeans() {
    try (Cluster another = Cluster.builder().plan(NetworkPlan.LOOPBACK).start()) {
      String doubt = find();
      Cluster.ThreadScope scope = another.claimThread();
      try (scope) {
        assertThat(find()).isEqualTo(expected(another));
      }

      assertThat(doubt).contains("2 clusters may be meant", "belongs to several");
    }
    assertThat(find()).isEqualTo(BEFORE_ALL.get(0));
  }

  @TestFactory
  Stream<DynamicTest> dynamicTest_looksUpInItsCluster(Cluster cluster) {
    return Stream.of(
        DynamicTest.dynamicTest("dynamic", () -> assertThat(find()).isEqualTo(expected(cluster))));
  }
}

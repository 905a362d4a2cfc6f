// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.testing.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a cluster's preparation, and what a test author is told where it fails. */
class ClusterPlanTest {

  private static final String MAP =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {from: %s}}";

  private static ClusterPlan plan(List<String> manifests) {
    return plan(made -> {}, manifests, true);
  }

  private static ClusterPlan plan(
      Consumer<Cluster> preparation, List<String> manifests, boolean awaitReady) {
    return new ClusterPlan(
        Cluster.builder().virtualTime(),
        "",
        preparation,
        manifests,
        awaitReady,
        TestNamespace.DEFAULT,
        Optional.empty());
  }

  private static ClusterScope start(ClusterPlan plan) {
    return plan.start(plan.home(ClusterPlanTest.class), ClusterPlanTest.class, Optional.empty());
  }

  @Test
  void manifests_areAppliedInTheirOrderAndFromFilesToo(@TempDir Path directory) throws Exception {
    Path first = Files.writeString(directory.resolve("first.yaml"), MAP.formatted("first"));
    Path second = Files.writeString(directory.resolve("second.yaml"), MAP.formatted("second"));

    try (ClusterScope scope =
        start(plan(List.of(first.toString(), "junit/config.yaml", second.toString())))) {
      Cluster cluster = scope.cluster();
      assertThat(cluster.get(ResourceType.CONFIG_MAPS, "settings").text("data", "from"))
          .isEqualTo("second");
      assertThat(cluster.get(ResourceType.CONFIG_MAPS, "preloaded").name()).isNotEmpty();
    }
  }

  @Test
  void manifestThatIsNowhere_isNamedAndTheClusterClosed() {
    AtomicReference<Cluster> made = new AtomicReference<>();
    ClusterPlan plan = plan(made::set, List.of("junit/absent.yaml"), true);

    assertThatThrownBy(() -> start(plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "manifest: \"junit/absent.yaml\" (expected: a resource of the class path, or a file)");

    assertThatThrownBy(() -> made.get().client()).hasMessageStartingWith("cluster is closed");
  }

  @Test
  void manifestThatIsRefused_comesWithTheReport(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("bad.yaml"),
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: Not_A_Name}}");

    assertThatThrownBy(() -> start(plan(List.of(file.toString()))))
        .hasMessageContaining("Not_A_Name")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .anySatisfy(report -> assertThat(report).isInstanceOf(ClusterAtFailure.class)));
  }

  /** A preparation that has closed the cluster leaves nothing to report, and hides nothing. */
  @Test
  void preparationThatClosesTheCluster_failsWithItsOwnFailure() {
    ClusterPlan plan =
        plan(
            made -> {
              made.close();
              throw new IllegalStateException("the preparation has failed");
            },
            List.of(),
            true);

    assertThatThrownBy(() -> start(plan)).hasMessage("the preparation has failed");
  }

  @Test
  void workloadThatIsNotReady_isNotWaitedForWhereNobodyAsks(@TempDir Path directory)
      throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("pod.yaml"),
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: never}
            spec:
              containers:
              - {name: never, image: nginx, readinessProbe: {exec: {command: [cat, /absent]}}}
            """);
    List<String> prepared = new ArrayList<>();
    ClusterPlan plan = plan(made -> prepared.add("prepared"), List.of(file.toString()), false);

    try (ClusterScope scope = start(plan)) {
      assertThat(scope.cluster().get(ResourceType.PODS, "never").name()).isEqualTo("never");
      assertThat(prepared).containsExactly("prepared");
    }
  }

  @MiniCluster(ipvsScheduler = IpvsScheduler.SOURCE_HASHING)
  private static final class SchedulerWithoutIpvs {}

  @MiniCluster(nodes = 0)
  private static final class NoNodes {}

  @Test
  void annotationThatCannotBe_isRefusedAsTheBuilderDoes() {
    assertThatThrownBy(() -> of(SchedulerWithoutIpvs.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scheduler: sh (expected: with proxyMode(IPVS, ...), not IPTABLES)");
    assertThatThrownBy(() -> start(of(NoNodes.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nodes: 0 (expected: >= 1)");
  }

  private static ClusterPlan of(Class<?> annotated) {
    return ClusterPlan.of(annotated.getAnnotation(MiniCluster.class));
  }
}

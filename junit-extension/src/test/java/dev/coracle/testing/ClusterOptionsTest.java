// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.ProxyMode;
import dev.coracle.program.Programs;
import dev.coracle.program.UnsupportedVolumes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of a cluster before it is there, alone and together, and what cannot. */
final class ClusterOptionsTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("no node", b -> b.nodes(0), "nodes: 0 (expected: >= 1)"),
        mistake("fewer nodes", b -> b.nodes(-3), "nodes: -3 (expected: >= 1)"),
        mistake("port below", b -> b.port(-1), "port: -1 (expected: 0-65535)"),
        mistake("port above", b -> b.port(65536), "port: 65536 (expected: 0-65535)"),
        mistake("tunnel below", b -> b.tunnelPort(-1), "tunnelPort: -1 (expected: 0-65535)"),
        mistake("tunnel above", b -> b.tunnelPort(70000), "tunnelPort: 70000 (expected: 0-65535)"),
        mistake(
            "scheduler of iptables",
            b -> b.proxyMode(ProxyMode.IPTABLES, IpvsScheduler.SOURCE_HASHING),
            "scheduler: sh (expected: with proxyMode(IPVS, ...), not IPTABLES)"),
        mistake(
            "unknown controller",
            b -> b.withoutControllers("deployment-controller", "deployments"),
            "controller: deployments (expected: one of ["));
  }

  private static Arguments mistake(
      String name, Function<ClusterBuilder, ClusterBuilder> option, String message) {
    return Arguments.of(name, option, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void optionThatCannotBe_isRefusedNamingWhatCan(
      String name, Function<ClusterBuilder, ClusterBuilder> option, String message) {
    assertThatThrownBy(() -> option.apply(Cluster.builder()).start().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  static Stream<Arguments> nothings() {
    return Stream.of(
        nothing("mode", b -> b.proxyMode(null)),
        nothing("scheduler", b -> b.proxyMode(ProxyMode.IPVS, null)),
        nothing("what", b -> b.unsupportedVolumes(null)),
        nothing("value", b -> b.plan(null)),
        nothing("names", b -> b.zones((String[]) null)),
        nothing("names", b -> b.withoutControllers((String[]) null)));
  }

  private static Arguments nothing(String name, Function<ClusterBuilder, ClusterBuilder> option) {
    return Arguments.of(name, option);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nothings")
  void optionThatIsNull_isRefusedAtOnceByItsName(
      String name, Function<ClusterBuilder, ClusterBuilder> option) {
    ClusterBuilder builder = Cluster.builder();

    assertThatThrownBy(() -> option.apply(builder))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name);
  }

  @Test
  void optionsTogether_shapeOneCluster() {
    try (Cluster cluster =
        Cluster.builder()
            .nodes(3)
            .zones("a", "b")
            .virtualTime()
            .seed(7)
            .plan(NetworkPlan.VIRTUAL)
            .proxyMode(ProxyMode.IPVS, IpvsScheduler.LEAST_CONNECTION)
            .withoutControllers("deployment-controller")
            .unsupportedVolumes(UnsupportedVolumes.EMPTY)
            .standInsPassProbes()
            .start()) {
      assertThat(cluster.nodes()).containsExactly("node-1", "node-2", "node-3");
      assertThat(cluster.plan()).isEqualTo(NetworkPlan.VIRTUAL);
      assertThat(zones(cluster)).containsExactly("a", "b", "a");
      cluster.advance(Duration.ofDays(1));
    }
  }

  private static List<String> zones(Cluster cluster) {
    return cluster.nodes().stream()
        .map(node -> cluster.get(ResourceType.NODES, node).labels())
        .map(labels -> labels.getOrDefault("topology.kubernetes.io/zone", ""))
        .toList();
  }

  /** A builder is a recipe: what it has made does not change it, nor share anything. */
  @Test
  void builderUsedTwice_makesTwoClustersThatShareNothing() {
    ClusterBuilder builder = Cluster.builder().nodes(2).virtualTime();
    try (Cluster one = builder.start();
        Cluster other = builder.start()) {
      one.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: mine}}");
      one.images().add("a:1", Programs.http("one"));

      assertThat(other.nodes()).hasSize(2);
      assertThat(other.client().find(ResourceType.CONFIG_MAPS, mine())).isEmpty();
    }
  }

  private static ObjectKey mine() {
    return ObjectKey.of("default", "mine");
  }

  @Test
  void sameSeed_givesTheSameNames() {
    List<String> names =
        IntStream.range(0, 2).mapToObj(i -> generatedName(Cluster.builder().seed(42))).toList();

    assertThat(names.get(0)).isEqualTo(names.get(1));
    assertThat(generatedName(Cluster.builder().seed(43))).isNotEqualTo(names.get(0));
  }

  private static String generatedName(ClusterBuilder builder) {
    try (Cluster cluster = builder.virtualTime().controlPlaneOnly().start()) {
      KubeObject unnamed =
          KubeObject.parse(
              "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                  + "{\"generateName\":\"a-\",\"namespace\":\"default\"}}");
      return cluster.client().create(ResourceType.CONFIG_MAPS, unnamed).name();
    }
  }

  @ParameterizedTest
  @EnumSource(NetworkPlan.class)
  void planAskedFor_isTheOneThereIs(NetworkPlan plan) {
    try (Cluster cluster = Cluster.builder().plan(plan).virtualTime().start()) {
      assertThat(cluster.plan()).isEqualTo(plan);
    }
  }

  @Test
  void fileThatIsNotThere_isNamed(@TempDir Path directory) {
    Path absent = directory.resolve("absent.yaml");
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      assertThatThrownBy(() -> cluster.apply(absent))
          .hasMessage("manifest file: " + absent + " (expected: a readable YAML file)");
      assertThatThrownBy(() -> cluster.applyResource("absent.yaml"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("manifest resource: absent.yaml (expected: a YAML file on the class path)");
      assertThatThrownBy(() -> cluster.writeKubeconfig(absent.resolve("config")))
          .hasMessageStartingWith("kubeconfig file: ")
          .hasMessageEndingWith("(expected: a path that can be written)");
    }
  }

  @Test
  void unknownImage_whereImagesAreStrict_failsBeforeWaiting() {
    try (Cluster cluster = Cluster.builder().virtualTime().strictImages().start()) {
      cluster.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web}
          spec: {containers: [{name: web, image: "orders:7"}]}
          """);

      assertThatThrownBy(() -> cluster.awaitReady(Duration.ofDays(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Pod default/web: no program for image \"orders:7\" (expected: one of [")
          .hasMessageEndingWith("; add it with images.add(\"orders:7\", ...))");
    }
  }
}

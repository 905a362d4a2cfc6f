// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** How to make a cluster that is ready for a test. */
record ClusterPlan(
    ClusterBuilder builder,
    Consumer<Cluster> preparation,
    List<String> manifests,
    boolean awaitReady) {

  static ClusterPlan of(MiniCluster options) {
    ClusterBuilder builder = Cluster.builder().nodes(options.nodes());
    if (options.zones().length > 0) {
      builder = builder.zones(options.zones());
    }
    if (options.time() == ClusterTime.VIRTUAL) {
      builder = builder.virtualTime();
    }
    if (options.strictImages()) {
      builder = builder.strictImages();
    }
    for (NetworkPlan plan : options.plan()) {
      builder = builder.plan(plan);
    }
    builder = builder.ipFamilies(options.ipFamilies());
    builder = builder.proxyMode(options.proxyMode(), options.ipvsScheduler());
    builder = builder.deniedTraffic(options.deniedTraffic()).policyChange(options.policyChange());
    builder = builder.unsupportedVolumes(options.unsupportedVolumes());
    return new ClusterPlan(
        builder, cluster -> {}, List.of(options.manifests()), options.awaitReady());
  }

  ClusterScope start(Class<?> testClass) {
    Cluster cluster = builder.start();
    try {
      prepare(cluster, testClass);
      return new ClusterScope(cluster);
    } catch (RuntimeException | Error e) {
      ClusterAtFailure.tell(e, cluster, ReportFile.of(testClass));
      cluster.close();
      throw e;
    }
  }

  private void prepare(Cluster cluster, Class<?> testClass) {
    preparation.accept(cluster);
    manifests.forEach(manifest -> apply(cluster, manifest, testClass.getClassLoader()));
    if (awaitReady && !manifests.isEmpty()) {
      cluster.awaitReady();
    }
  }

  private static void apply(Cluster cluster, String manifest, ClassLoader loader) {
    String name = manifest.startsWith("/") ? manifest.substring(1) : manifest;
    if (loader.getResource(name) != null) {
      cluster.applyResource(name, loader);
    } else if (Files.exists(Path.of(manifest))) {
      cluster.apply(Path.of(manifest));
    } else {
      throw new IllegalArgumentException(
          "manifest: \"%s\" (expected: a resource of the class path, or a file)"
              .formatted(manifest));
    }
  }
}

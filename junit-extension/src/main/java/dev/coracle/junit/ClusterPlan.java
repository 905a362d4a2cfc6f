// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    manifests.forEach(manifest -> cluster.apply(read(manifest, testClass)));
    if (awaitReady && !manifests.isEmpty()) {
      cluster.awaitReady();
    }
  }

  private static String read(String manifest, Class<?> testClass) {
    String name = manifest.startsWith("/") ? manifest.substring(1) : manifest;
    try (InputStream resource = testClass.getClassLoader().getResourceAsStream(name)) {
      return resource != null
          ? new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          : readFile(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readFile(String manifest) throws IOException {
    Path file = Path.of(manifest);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "manifest: \"%s\" (expected: a resource of the class path, or a file)"
              .formatted(manifest));
    }
    return Files.readString(file);
  }
}

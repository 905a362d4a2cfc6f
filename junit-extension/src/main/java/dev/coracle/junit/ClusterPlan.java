// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import dev.coracle.testing.NeedsCoracleException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * How to make a cluster that is ready for a test.
 *
 * @param target the kubeconfig of the cluster that is used instead; empty for none
 * @param shared what is equal for those who share the cluster; empty where nobody does
 */
record ClusterPlan(
    ClusterBuilder builder,
    String target,
    Consumer<Cluster> preparation,
    List<String> manifests,
    boolean awaitReady,
    TestNamespace namespace,
    Optional<List<Object>> shared) {

  /** The kubeconfig of the cluster that is used where tests name none. */
  private static final String TARGET = "coracle.kubeconfig";

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
        builder,
        options.target(),
        cluster -> {},
        List.of(options.manifests()),
        options.awaitReady(),
        options.namespace(),
        options.shared() ? Optional.of(options(options)) : Optional.empty());
  }

  /** What makes the cluster; manifests go to the namespace of a class or method. */
  private static List<Object> options(MiniCluster options) {
    return List.of(
        options.target(),
        options.nodes(),
        Arrays.asList(options.zones()),
        options.time(),
        options.strictImages(),
        Arrays.asList(options.plan()),
        Arrays.asList(options.ipFamilies()),
        options.proxyMode(),
        options.ipvsScheduler(),
        options.deniedTraffic(),
        options.policyChange(),
        options.unsupportedVolumes());
  }

  /** The cluster for a context, whose class or method the annotation or field belongs to. */
  ClusterScope start(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    ClusterHome home =
        shared
            .map(key -> SharedClusters.get(context, key, () -> home(testClass)))
            .orElseGet(() -> home(testClass));
    return start(home, testClass, context.getTestMethod());
  }

  ClusterScope start(ClusterHome home, Class<?> testClass, Optional<Method> method) {
    try {
      return begin(home, testClass, method);
    } catch (RuntimeException | Error e) {
      if (shared.isEmpty()) {
        home.close();
      }
      throw e;
    }
  }

  ClusterHome home(Class<?> testClass) {
    Cluster cluster = cluster();
    try {
      preparation.accept(cluster);
      return new ClusterHome(cluster);
    } catch (NeedsCoracleException e) {
      cluster.close();
      throw skipped(e);
    } catch (RuntimeException | Error e) {
      ClusterAtFailure.tell(e, cluster, ReportFile.of(testClass));
      cluster.close();
      throw e;
    }
  }

  /** A new one, or the one that another kubeconfig leads to. */
  private Cluster cluster() {
    String kubeconfig = target.isEmpty() ? System.getProperty(TARGET, "") : target;
    try {
      return kubeconfig.isEmpty() ? builder.start() : builder.connect(Path.of(kubeconfig));
    } catch (NeedsCoracleException e) {
      throw skipped(e);
    }
  }

  /** What a test cannot do where it runs makes it no failure. */
  static TestAbortedException skipped(NeedsCoracleException e) {
    return new TestAbortedException(e.getMessage(), e);
  }

  private ClusterScope begin(ClusterHome home, Class<?> testClass, Optional<Method> method) {
    Runnable end = shared.isPresent() ? () -> {} : home::close;
    if (namespace == TestNamespace.PER_METHOD && method.isEmpty()) {
      return new ClusterScope(home, this, home.cluster(), end);
    }
    if (namespace == TestNamespace.DEFAULT && shared.isEmpty()) {
      apply(home.cluster(), testClass);
      return new ClusterScope(home, this, home.cluster(), end);
    }
    return inNamespace(home, testClass, method, end);
  }

  /** A namespace for a method, in the cluster of its class. */
  ClusterScope inNamespace(ClusterHome home, ExtensionContext context) {
    return inNamespace(home, context.getRequiredTestClass(), context.getTestMethod(), () -> {});
  }

  private ClusterScope inNamespace(
      ClusterHome home, Class<?> testClass, Optional<Method> method, Runnable end) {
    String name = NamespaceName.of(testClass, method, home.nextNamespace());
    Cluster cluster = home.cluster();
    cluster
        .client()
        .create(
            ResourceType.NAMESPACES,
            KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster(name)));
    Cluster inside = cluster.inNamespace(name);
    ClusterScope scope = new ClusterScope(home, this, inside, end);
    try {
      apply(inside, testClass);
      return scope;
    } catch (RuntimeException | Error e) {
      scope.deleteNamespace();
      throw e;
    }
  }

  private void apply(Cluster cluster, Class<?> testClass) {
    try {
      manifests.forEach(manifest -> apply(cluster, manifest, testClass.getClassLoader()));
      if (awaitReady && !manifests.isEmpty()) {
        cluster.awaitReady();
      }
    } catch (RuntimeException | Error e) {
      ClusterAtFailure.tell(e, cluster, ReportFile.of(testClass));
      throw e;
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

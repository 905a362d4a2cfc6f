// SPDX-License-Identifier: Apache-2.0

package dev.coracle.quarkus;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster that Quarkus starts before the application under test, and stops after it.
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(
 *     value = ClusterResource.class,
 *     initArgs = @ResourceArg(name = "manifests", value = "k8s/prices.yaml"))
 * class OrdersTest {
 *   Cluster cluster; // the same one
 * }
 * }</pre>
 *
 * <p>The application's {@code KubernetesClient} is the cluster's, instead of the one that dev
 * services would look for unless {@code quarkus.kubernetes-client.devservices.enabled=false}, and
 * {@code coracle.url.prices} or {@code coracle.url.prices.shop} in its configuration is where a
 * Service of the manifests is. Fields of type {@link Cluster} in test classes are set.
 *
 * <p>A cluster that needs more than manifests is one of a subclass, which Quarkus is given instead.
 */
public class ClusterResource implements QuarkusTestResourceLifecycleManager {

  private List<String> manifests = List.of();
  private Optional<Cluster> cluster = Optional.empty();

  /** For Quarkus, and for subclasses. */
  public ClusterResource() {}

  /** What the cluster is made of; one node unless a subclass says otherwise. */
  protected ClusterBuilder builder() {
    return Cluster.builder();
  }

  /** What is done before manifests are applied: nothing, unless a subclass adds images. */
  protected void prepare(Cluster made) {}

  /**
   * Takes the arguments of the annotation.
   *
   * @param args {@code manifests}: resources of the class path or files, with commas between them
   */
  @Override
  public void init(Map<String, String> args) {
    args.keySet().stream()
        .filter(name -> !name.equals("manifests"))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "argument: "
                      + name
                      + " (expected: manifests; for anything else a subclass of ClusterResource)");
            });
    manifests =
        Stream.of(args.getOrDefault("manifests", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
  }

  @Override
  public Map<String, String> start() {
    Cluster made = builder().start();
    cluster = Optional.of(made);
    prepare(made);
    manifests.forEach(name -> apply(made, name));
    if (!manifests.isEmpty()) {
      made.awaitReady();
    }
    return ClusterConfiguration.of(made);
  }

  private static void apply(Cluster made, String name) {
    Path file = Path.of(name);
    if (Files.exists(file)) {
      made.apply(file);
    } else {
      made.applyResource(name);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    cluster.ifPresent(
        made -> injector.injectIntoFields(made, field -> TestField.holds(field, made)));
  }

  @Override
  public void stop() {
    cluster.ifPresent(Cluster::close);
    cluster = Optional.empty();
  }
}

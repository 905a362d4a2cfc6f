// SPDX-License-Identifier: Apache-2.0

package dev.coracle.quarkus;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager.TestInjector;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Quarkus does with the resource, in the order in which it does it. */
class ClusterResourceTest {

  /** A cluster with an image of the test's own. */
  public static final class Prices extends ClusterResource {

    @Override
    protected void prepare(Cluster made) {
      made.images().add("prices", http("3 euro"));
    }
  }

  private static final class OrdersTest {

    @Nullable Cluster cluster;
    String other = "untouched";
  }

  /** Sets fields as Quarkus does. */
  private static TestInjector injector(Object test) {
    return (value, wanted) -> {
      for (Field field : test.getClass().getDeclaredFields()) {
        if (wanted.test(field)) {
          try {
            field.set(test, value);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    };
  }

  @Test
  void application_isToldOfTheClusterAndItsServices() throws Exception {
    ClusterResource resource = new Prices();
    resource.init(Map.of("manifests", "prices.yaml"));
    try {
      Map<String, String> configuration = resource.start();
      OrdersTest test = new OrdersTest();
      resource.inject(injector(test));

      assertThat(pods(configuration)).isEqualTo(1);
      assertThat(configuration).containsEntry("quarkus.kubernetes-client.namespace", "default");
      assertThat(configuration.get("coracle.url.prices"))
          .isEqualTo(configuration.get("coracle.url.prices.default"));
      assertThat(get(test.cluster, configuration.get("coracle.url.prices"))).isEqualTo("3 euro");
      assertThat(test.other).isEqualTo("untouched");
    } finally {
      resource.stop();
    }
  }

  private static int pods(Map<String, String> configuration) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(configuration.get("quarkus.kubernetes-client.api-server-url"))
            .withOauthToken(configuration.get("quarkus.kubernetes-client.token"))
            .withCaCertData(configuration.get("quarkus.kubernetes-client.ca-cert-data"))
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return client.pods().inNamespace("default").list().getItems().size();
    }
  }

  private static String get(@Nullable Cluster cluster, @Nullable String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(String.valueOf(url))).build();
    return cluster == null
        ? "no cluster"
        : cluster.httpClient().send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void argumentThatIsUnknown_isRefused() {
    assertThatThrownBy(() -> new ClusterResource().init(Map.of("nodes", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argument: nodes (expected: manifests");
  }

  @Test
  void fieldOfAnotherLoader_isNotLeftEmpty() throws Exception {
    try (Cluster cluster = Cluster.builder().controlPlaneOnly().start()) {
      Field field =
          new Stranger().loadClass(OrdersTest.class.getName()).getDeclaredField("cluster");

      assertThatThrownBy(() -> TestField.holds(field, cluster))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("quarkus.class-loading.parent-first-artifacts");
    }
  }

  /** Loads what is ours once more. */
  private static final class Stranger extends ClassLoader {

    Stranger() {
      super(ClusterResourceTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.coracle.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (java.io.IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;

/**
 * Clients of the libraries that a test may have on its class path, or may not: each library is
 * touched by one nested class alone, which is loaded when a test asks for its client.
 *
 * <p>To a cluster of Coracle's own they speak plain HTTP, so that they need to trust no
 * certificate; to others as their kubeconfig says.
 */
final class ClientLibraries {

  static final String FABRIC8 = "io.fabric8.kubernetes.client.KubernetesClient";
  static final String OFFICIAL = "io.kubernetes.client.openapi.ApiClient";

  private ClientLibraries() {}

  static Object client(Class<?> type, Cluster cluster) {
    return switch (type.getName()) {
      case FABRIC8 -> new Fabric8(type.getClassLoader()).client(cluster);
      case OFFICIAL -> Official.client(cluster);
      default -> throw new IllegalArgumentException("no client of type " + type.getName());
    };
  }

  /**
   * Called by name: its jars have no names as modules, and whoever requires such a jar is warned,
   * as are those who require him.
   */
  private record Fabric8(ClassLoader loader) {

    private static final String PACKAGE = "io.fabric8.kubernetes.client.";

    Object client(Cluster cluster) {
      try {
        Object config = cluster.isCoracle() ? ours(cluster) : theirs(cluster);
        set(config, "setNamespace", cluster.namespace());
        return client(config);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("the KubernetesClient of fabric8 refuses", e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "the KubernetesClient of fabric8 has changed; build one from cluster.kubeconfig()", e);
      }
    }

    private Object ours(Cluster cluster) throws ReflectiveOperationException {
      Object config = load("Config").getMethod("empty").invoke(null);
      set(config, "setMasterUrl", cluster.httpUrl().toString());
      set(config, "setOauthToken", cluster.token());
      return config;
    }

    private Object theirs(Cluster cluster) throws ReflectiveOperationException {
      return load("Config")
          .getMethod("fromKubeconfig", String.class)
          .invoke(null, cluster.kubeconfig());
    }

    private Object client(Object config) throws ReflectiveOperationException {
      Class<?> type = load("KubernetesClientBuilder");
      Object builder = type.getConstructor().newInstance();
      type.getMethod("withConfig", load("Config")).invoke(builder, config);
      return type.getMethod("build").invoke(builder);
    }

    private static void set(Object config, String setter, String value)
        throws ReflectiveOperationException {
      config.getClass().getMethod(setter, String.class).invoke(config, value);
    }

    private Class<?> load(String name) throws ClassNotFoundException {
      return loader.loadClass(PACKAGE + name);
    }
  }

  private static final class Official {

    static Object client(Cluster cluster) {
      ApiClient client = cluster.isCoracle() ? ours(cluster) : theirs(cluster);
      // Watches last until they are closed.
      return client.setReadTimeout(0);
    }

    private static ApiClient ours(Cluster cluster) {
      return new ClientBuilder()
          .setBasePath(cluster.httpUrl().toString())
          .setAuthentication(new AccessTokenAuthentication(cluster.token()))
          .build();
    }

    private static ApiClient theirs(Cluster cluster) {
      try {
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
        return ClientBuilder.kubeconfig(config).build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

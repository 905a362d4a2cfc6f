// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;

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

  static Object client(String type, Cluster cluster) {
    return switch (type) {
      case FABRIC8 -> Fabric8.client(cluster);
      case OFFICIAL -> Official.client(cluster);
      default -> throw new IllegalArgumentException("no client of type " + type);
    };
  }

  private static final class Fabric8 {

    static Object client(Cluster cluster) {
      Config config =
          new ConfigBuilder(cluster.isCoracle() ? ours(cluster) : theirs(cluster))
              .withNamespace(cluster.namespace())
              .build();
      return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config ours(Cluster cluster) {
      return new ConfigBuilder(Config.empty())
          .withMasterUrl(cluster.httpUrl().toString())
          .withOauthToken(cluster.token())
          .build();
    }

    private static Config theirs(Cluster cluster) {
      return Config.fromKubeconfig(cluster.kubeconfig());
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

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import dev.coracle.testing.Cluster;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster of a class or method, and the clients of it that tests have been given. JUnit closes
 * it with the context that it is stored in.
 */
@SuppressWarnings("deprecation") // Stores close an AutoCloseable only from JUnit 5.13 on.
final class ClusterScope implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(ClusterScope.class);
  private static final Set<String> TYPES =
      Set.of(
          Cluster.class.getName(),
          KubeClient.class.getName(),
          HttpClient.class.getName(),
          ClientLibraries.FABRIC8,
          ClientLibraries.OFFICIAL);

  private final ClusterHome home;
  private final ClusterPlan plan;
  private final Cluster cluster;
  private final Runnable end;
  private final ConcurrentMap<Class<?>, Object> values = new ConcurrentHashMap<>();

  /**
   * A scope.
   *
   * @param cluster looked at in the namespace of the scope, if it has one
   * @param end what is to be done at its end, when its namespace is gone
   */
  ClusterScope(ClusterHome home, ClusterPlan plan, Cluster cluster, Runnable end) {
    this.home = home;
    this.plan = plan;
    this.cluster = cluster;
    this.end = end;
  }

  /** A scope of a method in this one of its class, if each method is to have one. */
  Optional<ClusterScope> ofMethod(ExtensionContext context) {
    return plan.namespace() == TestNamespace.PER_METHOD
        ? Optional.of(plan.inNamespace(home, context))
        : Optional.empty();
  }

  /** Whether values of a type can be supplied. */
  static boolean supplies(Class<?> type) {
    return TYPES.contains(type.getName());
  }

  Cluster cluster() {
    return cluster;
  }

  /** The value of a type, made when it is first asked for. */
  Object value(Class<?> type) {
    return values.computeIfAbsent(type, this::make);
  }

  private Object make(Class<?> type) {
    return switch (type.getName()) {
      case "dev.coracle.testing.Cluster" -> cluster;
      case "dev.coracle.api.KubeClient" -> cluster.client();
      case "java.net.http.HttpClient" -> cluster.httpClient();
      default -> ClientLibraries.client(type, cluster);
    };
  }

  /** Whether a value has been supplied by this scope. */
  boolean owns(Optional<Object> value) {
    return value.isPresent() && values.containsValue(value.get());
  }

  @Override
  public void close() {
    values.forEach(ClusterScope::closeClient);
    values.clear();
    deleteNamespace();
    end.run();
  }

  /** Has the namespace go, if the scope has one; nobody waits for it. */
  void deleteNamespace() {
    if (cluster == home.cluster()) {
      return;
    }
    try {
      cluster.delete(ResourceType.NAMESPACES, cluster.namespace());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    } catch (IllegalStateException closed) {
      logger.atDebug().setCause(closed).log("namespace not deleted");
    }
  }

  private static void closeClient(Class<?> type, Object value) {
    if (type.getName().equals(ClientLibraries.FABRIC8)) {
      closeQuietly((AutoCloseable) value);
    }
  }

  private static void closeQuietly(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      logger.atDebug().setCause(e).log("client not closed");
    }
  }
}

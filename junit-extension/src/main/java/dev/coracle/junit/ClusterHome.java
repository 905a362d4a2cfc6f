// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cluster that tests have been given, and how many namespaces were made in it for them. */
@SuppressWarnings("deprecation") // Stores close an AutoCloseable only from JUnit 5.13 on.
final class ClusterHome implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  private final Cluster cluster;
  private final AtomicInteger namespaces = new AtomicInteger();

  ClusterHome(Cluster cluster) {
    this.cluster = cluster;
  }

  Cluster cluster() {
    return cluster;
  }

  int nextNamespace() {
    return namespaces.incrementAndGet();
  }

  @Override
  public void close() {
    cluster.close();
  }
}

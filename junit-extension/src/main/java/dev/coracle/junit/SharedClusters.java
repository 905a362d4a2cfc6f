// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * The clusters that classes share: one for each set of options, started when the first class asks
 * for it, and closed with the session of the launcher; before JUnit 5.13, with the run of the
 * engine.
 */
final class SharedClusters {

  private static final Namespace NAMESPACE = Namespace.create(SharedClusters.class);

  private SharedClusters() {}

  /**
   * The cluster for some options.
   *
   * @param options what is equal for those who share
   */
  @SuppressWarnings("deprecation") // Its successor came with JUnit 6.
  static ClusterHome get(
      ExtensionContext context, List<Object> options, Supplier<ClusterHome> start) {
    return store(context).getOrComputeIfAbsent(options, absent -> start.get(), ClusterHome.class);
  }

  private static Store store(ExtensionContext context) {
    try {
      return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    } catch (LinkageError older) {
      return context.getRoot().getStore(NAMESPACE);
    }
  }
}

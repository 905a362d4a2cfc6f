// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The clusters of the test classes that run at present, for extensions that know the class alone.
 * This table is the JVM's: other frameworks have no context of JUnit to look into.
 */
final class RunningClasses {

  private static final ConcurrentMap<Class<?>, Cluster> CLUSTERS = new ConcurrentHashMap<>();

  private RunningClasses() {}

  static void begin(Class<?> testClass, Cluster cluster) {
    CLUSTERS.put(testClass, cluster);
  }

  static void end(Class<?> testClass) {
    CLUSTERS.remove(testClass);
  }

  /** The cluster of a class, or of one around it. */
  static Optional<Cluster> clusterOf(Class<?> testClass) {
    for (Class<?> c = testClass; c != null; c = c.getEnclosingClass()) {
      Cluster found = CLUSTERS.get(c);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table in which all clusters of a JVM publish their names: the one that the JDK's resolver
 * reads, which was loaded by the system class loader, whoever has loaded this class.
 *
 * @param clusters what is known of each cluster, by a key of its own
 * @param callers the clusters of the calling thread, by their keys
 */
record JvmNameTable(
    Map<Object, Map<String, Object>> clusters,
    ThreadLocal<Map<Object, Function<String, List<byte[]>>>> callers) {

  private static final String CLASS = "dev.coracle.names.JvmClusters";
  private static final int FIRST_JDK = 18;

  /** The table, if this JVM has a resolver that reads it. */
  static Optional<JvmNameTable> find() {
    boolean off = "off".equals(System.getProperty("coracle.names"));
    return off || Runtime.version().feature() < FIRST_JDK ? Optional.empty() : load();
  }

  @SuppressWarnings("unchecked") // As that class says.
  private static Optional<JvmNameTable> load() {
    try {
      Class<?> found = Class.forName(CLASS, true, ClassLoader.getSystemClassLoader());
      return Optional.of(
          new JvmNameTable(
              (Map<Object, Map<String, Object>>) found.getMethod("clusters").invoke(null),
              (ThreadLocal<Map<Object, Function<String, List<byte[]>>>>)
                  found.getMethod("callers").invoke(null)));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  Map<Object, Function<String, List<byte[]>>> caller() {
    return Optional.ofNullable(callers.get()).orElse(Map.of());
  }

  void caller(Map<Object, Function<String, List<byte[]>>> next) {
    if (next.isEmpty()) {
      callers.remove();
    } else {
      callers.set(next);
    }
  }
}

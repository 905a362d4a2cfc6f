// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The clusters of this JVM that have names to answer, and the threads that are theirs.
 *
 * <p>There is one such table in a JVM: that of the class which the system class loader finds, where
 * the JDK looks for its resolver. A cluster that another loader has loaded reaches it by name, so
 * it is made of {@code java} types alone.
 */
public final class JvmClusters {

  /** The key of what a cluster is called in messages: a {@code String}. */
  public static final String LABEL = "label";

  /** The key of a cluster's domain, such as {@code cluster.local}: a {@code String}. */
  public static final String DOMAIN = "domain";

  /**
   * The key of how programs outside look names up: a {@code Function<String, List<byte[]>>}, whose
   * list is empty where a name is unknown.
   */
  public static final String ADDRESSES = "addresses";

  /**
   * The key of how addresses are looked up: a {@code Function<byte[], String>}, whose text is empty
   * where an address is unknown.
   */
  public static final String NAME = "name";

  private static final Map<Object, Map<String, Object>> CLUSTERS = new ConcurrentHashMap<>();

  private static final InheritableThreadLocal<Map<Object, Function<String, List<byte[]>>>> CALLERS =
      new InheritableThreadLocal<>();

  private JvmClusters() {}

  /** The running clusters, each under a key of its own. */
  public static Map<Object, Map<String, Object>> clusters() {
    return CLUSTERS;
  }

  /**
   * The clusters that the calling thread, or the one that made it, belongs to: by their keys, with
   * the way in which it looks names up there. A key may outlive its cluster.
   */
  public static ThreadLocal<Map<Object, Function<String, List<byte[]>>>> callers() {
    return CALLERS;
  }
}

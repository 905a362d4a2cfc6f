// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A cluster as one thread sees it.
 *
 * @param domain where all its full names end, in lower case
 * @param addresses how the thread looks names up in it
 */
record NamedCluster(
    String label,
    String domain,
    Function<String, List<byte[]>> addresses,
    Function<byte[], String> name) {

  @SuppressWarnings("unchecked") // As the keys say.
  static NamedCluster of(Map<String, Object> entry) {
    return new NamedCluster(
        (String) value(entry, JvmClusters.LABEL),
        ((String) value(entry, JvmClusters.DOMAIN)).toLowerCase(Locale.ROOT),
        (Function<String, List<byte[]>>) value(entry, JvmClusters.ADDRESSES),
        (Function<byte[], String>) value(entry, JvmClusters.NAME));
  }

  private static Object value(Map<String, Object> entry, String key) {
    return requireNonNull(entry.get(key), key);
  }

  NamedCluster lookedUpBy(Function<String, List<byte[]>> other) {
    return new NamedCluster(label, domain, other, name);
  }

  /** Whether a name is one of its domain, which nobody else can know. */
  boolean owns(String host) {
    return host.endsWith("." + domain) || host.equals(domain);
  }

  @Override
  public String toString() {
    return label;
  }
}

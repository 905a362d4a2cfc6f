// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whose name a name is.
 *
 * <ul>
 *   <li><b>Full names.</b> One that ends in a cluster's domain is that cluster's alone, whoever
 *       asks, and does not exist where the cluster does not know it.
 *   <li><b>Other names.</b> They are those of the calling thread's cluster, or of the only one;
 *       what it does not know, and what the machine itself is called, is somebody else's.
 *   <li><b>Doubt.</b> Where several clusters could answer, nobody does.
 * </ul>
 */
final class NameRouter {

  private final List<NamedCluster> all = new ArrayList<>();
  private final List<NamedCluster> own = new ArrayList<>();
  private final Predicate<String> machine;

  /**
   * A router for one lookup.
   *
   * @param callers the clusters of the calling thread, of which some may not run any more
   * @param machine whether a name is the machine's own
   */
  NameRouter(
      Map<Object, Map<String, Object>> clusters,
      Map<Object, Function<String, List<byte[]>>> callers,
      Predicate<String> machine) {
    this.machine = machine;
    clusters.forEach(
        (key, entry) -> {
          NamedCluster cluster = NamedCluster.of(entry);
          Optional<NamedCluster> called =
              Optional.ofNullable(callers.get(key)).map(cluster::lookedUpBy);
          called.ifPresent(own::add);
          all.add(called.orElse(cluster));
        });
  }

  /**
   * The addresses of a name; empty where it is none of any cluster.
   *
   * @throws UnknownHostException when it is a cluster's name that does not exist, or when it cannot
   *     be told which cluster is meant
   */
  Optional<List<byte[]>> addresses(String host) throws UnknownHostException {
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    List<NamedCluster> owners = all.stream().filter(each -> each.owns(name)).toList();
    return owners.isEmpty() ? shortName(host, name) : Optional.of(fullName(host, name, owners));
  }

  private List<byte[]> fullName(String host, String name, List<NamedCluster> owners)
      throws UnknownHostException {
    List<NamedCluster> ours = owners.stream().filter(own::contains).toList();
    NamedCluster cluster = only(host, ours.isEmpty() ? owners : ours);
    List<byte[]> found = cluster.addresses().apply(name);
    if (found.isEmpty()) {
      throw new UnknownHostException(host + ": not a name of cluster " + cluster);
    }
    return found;
  }

  private Optional<List<byte[]>> shortName(String host, String name) throws UnknownHostException {
    List<NamedCluster> asked = own.isEmpty() ? all : own;
    List<List<byte[]>> answers =
        asked.stream().map(each -> each.addresses().apply(name)).filter(a -> !a.isEmpty()).toList();
    if (answers.isEmpty() || machine.test(name)) {
      return Optional.empty();
    }
    only(host, asked);
    return Optional.of(answers.get(0));
  }

  private NamedCluster only(String host, List<NamedCluster> candidates)
      throws UnknownHostException {
    if (candidates.size() > 1) {
      throw new UnknownHostException(
          host
              + ": "
              + candidates.size()
              + " clusters may be meant, "
              + candidates
              + ", and the thread "
              + Thread.currentThread().getName()
              + (own.isEmpty() ? " belongs to none of them" : " belongs to several")
              + " (expected: a thread of a test or of a Pod, or one that it made; or give each"
              + " cluster a domain with clusterDomain(\"a.local\") and use full names)");
    }
    return candidates.get(0);
  }

  /** The name of an address, which is one cluster's at most; empty where it has none. */
  Optional<String> name(byte[] address) {
    return all.stream()
        .map(each -> each.name().apply(address))
        .filter(name -> !name.isEmpty())
        .findFirst();
  }
}

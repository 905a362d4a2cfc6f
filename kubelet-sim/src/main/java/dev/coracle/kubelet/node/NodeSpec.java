// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.api.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node as it registers itself.
 *
 * @param name its name and host name
 * @param addresses its internal addresses, one of each family
 * @param zone its topology zone; empty for none
 * @param labels more labels
 * @param capacity what it has, by resource
 */
public record NodeSpec(
    String name,
    List<String> addresses,
    String zone,
    Map<String, String> labels,
    Map<String, String> capacity) {

  private static final Map<String, String> CAPACITY =
      Map.of("cpu", "8", "memory", "32Gi", "ephemeral-storage", "100Gi", "pods", "110");

  public NodeSpec {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
    capacity = Map.copyOf(capacity);
  }

  /** A node of the usual size. */
  public static NodeSpec of(String name, String address, String zone) {
    return of(name, List.of(address), zone);
  }

  /** A node of the usual size, with an address of each family. */
  public static NodeSpec of(String name, List<String> addresses, String zone) {
    return new NodeSpec(name, addresses, zone, Map.of(), CAPACITY);
  }

  /** The first of its addresses. */
  public String address() {
    return addresses.get(0);
  }

  /** What Pods may have of it, by resource. */
  public Map<String, Quantity> allocatable() {
    Map<String, Quantity> amounts = new LinkedHashMap<>();
    capacity.forEach((resource, amount) -> amounts.put(resource, Quantity.parse(amount)));
    return amounts;
  }

  public NodeSpec withLabel(String label, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(label, value);
    return new NodeSpec(name, addresses, zone, more, capacity);
  }

  public NodeSpec withCapacity(String resource, String amount) {
    Map<String, String> other = new LinkedHashMap<>(capacity);
    other.put(resource, amount);
    return new NodeSpec(name, addresses, zone, labels, other);
  }
}

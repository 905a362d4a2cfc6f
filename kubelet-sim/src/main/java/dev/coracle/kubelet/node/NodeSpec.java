// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.api.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A node as it registers itself.
 *
 * @param name its name and host name
 * @param address its internal address
 * @param zone its topology zone; empty for none
 * @param labels more labels
 * @param capacity what it has, by resource
 */
public record NodeSpec(
    String name,
    String address,
    String zone,
    Map<String, String> labels,
    Map<String, String> capacity) {

  private static final Map<String, String> CAPACITY =
      Map.of("cpu", "8", "memory", "32Gi", "ephemeral-storage", "100Gi", "pods", "110");

  public NodeSpec {
    labels = Map.copyOf(labels);
    capacity = Map.copyOf(capacity);
  }

  /** A node of the usual size. */
  public static NodeSpec of(String name, String address, String zone) {
    return new NodeSpec(name, address, zone, Map.of(), CAPACITY);
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
    return new NodeSpec(name, address, zone, more, capacity);
  }

  public NodeSpec withCapacity(String resource, String amount) {
    Map<String, String> other = new LinkedHashMap<>(capacity);
    other.put(resource, amount);
    return new NodeSpec(name, address, zone, labels, other);
  }
}

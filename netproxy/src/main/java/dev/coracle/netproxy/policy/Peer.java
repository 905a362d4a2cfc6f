// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Map;

/** One end of a connection as policies see it. Selectors mean Pods; all else is only an address. */
public sealed interface Peer {

  IpAddress address();

  /**
   * A Pod with a network of its own.
   *
   * @param address the one of its addresses that is used
   * @param node where it runs
   * @param ports of all its containers
   */
  record Pod(
      ObjectKey key,
      IpAddress address,
      String node,
      Map<String, String> labels,
      Map<String, String> namespaceLabels,
      List<Container.Port> ports)
      implements Peer {

    public Pod {
      labels = Map.copyOf(labels);
      namespaceLabels = Map.copyOf(namespaceLabels);
      ports = List.copyOf(ports);
    }

    @Override
    public String toString() {
      return "Pod " + key;
    }
  }

  /**
   * A node, or a Pod that shares the node's network: it cannot be told from the node.
   *
   * @see <a href=
   *     "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods">
   *     NetworkPolicy and hostNetwork Pods</a>
   */
  record Node(String name, IpAddress address) implements Peer {

    @Override
    public String toString() {
      return "node " + name;
    }
  }

  /** Whatever is neither. */
  record Outside(IpAddress address) implements Peer {

    @Override
    public String toString() {
      return address.toString();
    }
  }
}

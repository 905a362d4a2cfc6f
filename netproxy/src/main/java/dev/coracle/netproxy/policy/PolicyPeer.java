// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.Selector;
import dev.coracle.api.net.Cidr;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Which other ends a rule means: an entry of {@code from} or {@code to}. */
sealed interface PolicyPeer {

  boolean matches(Peer peer);

  static PolicyPeer of(JsonNode peer, String namespace) {
    if (isSet(peer, "ipBlock")) {
      return Block.of(peer.path("ipBlock"));
    }
    Selector pods = Selector.of(peer.path("podSelector"));
    return isSet(peer, "namespaceSelector")
        ? new PodsOfNamespaces(Selector.of(peer.path("namespaceSelector")), pods)
        : new PodsOfNamespace(namespace, pods);
  }

  private static boolean isSet(JsonNode peer, String member) {
    return peer.path(member).isObject();
  }

  /** Pods of the policy's own namespace. */
  record PodsOfNamespace(String namespace, Selector pods) implements PolicyPeer {

    @Override
    public boolean matches(Peer peer) {
      return peer instanceof Peer.Pod pod
          && pod.key().namespace().equals(namespace)
          && pods.matches(pod.labels());
    }
  }

  /** Pods that match, in namespaces that match. */
  record PodsOfNamespaces(Selector namespaces, Selector pods) implements PolicyPeer {

    @Override
    public boolean matches(Peer peer) {
      return peer instanceof Peer.Pod pod
          && namespaces.matches(pod.namespaceLabels())
          && pods.matches(pod.labels());
    }
  }

  /** Addresses of a block, of Pods too, but for those of some smaller ones. */
  record Block(Cidr cidr, List<Cidr> except) implements PolicyPeer {

    static Block of(JsonNode block) {
      return new Block(
          cidr(block.path("cidr")), block.path("except").valueStream().map(Block::cidr).toList());
    }

    /** The API has checked it, by the old rules. */
    private static Cidr cidr(JsonNode text) {
      return Cidr.parseLegacy(text.asString("")).orElseThrow();
    }

    @Override
    public boolean matches(Peer peer) {
      return cidr.contains(peer.address())
          && except.stream().noneMatch(part -> part.contains(peer.address()));
    }
  }
}

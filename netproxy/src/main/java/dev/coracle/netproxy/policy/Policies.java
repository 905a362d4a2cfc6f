// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All NetworkPolicies of a cluster at one moment. Immutable; a change makes another one, and costs
 * as much as there are policies in its namespace.
 *
 * <p>A packet arrives when the sender's egress and the receiver's ingress let it through. An end is
 * isolated in a direction by the policies of its namespace that select it; then one rule of one of
 * them has to allow the packet. There is no order among policies, and none forbids anything.
 *
 * <p>Only first packets are judged: what belongs to a connection that was allowed, replies too,
 * goes with it.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">Network
 *     Policies</a>
 */
public final class Policies {

  /** No policy at all. */
  public static final Policies NONE = new Policies(Map.of());

  private final Map<String, List<NetworkPolicy>> byNamespace;

  private Policies(Map<String, List<NetworkPolicy>> byNamespace) {
    this.byNamespace = byNamespace;
  }

  public static Policies of(Collection<KubeObject> documents) {
    Map<String, List<NetworkPolicy>> map = new HashMap<>();
    for (KubeObject document : documents) {
      map.computeIfAbsent(document.namespace(), namespace -> new ArrayList<>())
          .add(NetworkPolicy.of(document));
    }
    map.replaceAll((namespace, policies) -> List.copyOf(policies));
    return new Policies(Map.copyOf(map));
  }

  /** With a policy that is new or has changed. */
  public Policies with(KubeObject document) {
    List<NetworkPolicy> policies = others(document.key());
    policies.add(NetworkPolicy.of(document));
    return replace(document.namespace(), policies);
  }

  public Policies without(ObjectKey key) {
    return replace(key.namespace(), others(key));
  }

  private List<NetworkPolicy> others(ObjectKey key) {
    List<NetworkPolicy> policies = new ArrayList<>(in(key.namespace()));
    policies.removeIf(policy -> policy.key().equals(key));
    return policies;
  }

  private Policies replace(String namespace, List<NetworkPolicy> policies) {
    Map<String, List<NetworkPolicy>> map = new HashMap<>(byNamespace);
    map.put(namespace, List.copyOf(policies));
    map.values().removeIf(List::isEmpty);
    return new Policies(Map.copyOf(map));
  }

  private List<NetworkPolicy> in(String namespace) {
    return byNamespace.getOrDefault(namespace, List.of());
  }

  /** Whether there is none, so that everybody reaches everybody. */
  public boolean isEmpty() {
    return byNamespace.isEmpty();
  }

  /** Whether a packet arrives, and whose doing that is. */
  public Verdict verdict(Packet packet) {
    if (isEmpty() || packet.staysInPod()) {
      return Verdict.OPEN;
    }
    Verdict leaving = verdict(packet, Direction.EGRESS);
    if (!(leaving instanceof Verdict.Allowed allowed)) {
      return leaving;
    }
    Verdict arriving = verdict(packet, Direction.INGRESS);
    return arriving instanceof Verdict.Allowed too ? allowed.and(too) : arriving;
  }

  private Verdict verdict(Packet packet, Direction direction) {
    if (!(packet.subject(direction) instanceof Peer.Pod subject)
        || direction == Direction.INGRESS && packet.comesFromOwnNode()) {
      return Verdict.OPEN;
    }
    List<NetworkPolicy> isolating = isolating(subject, direction);
    List<ObjectKey> allowing =
        keys(isolating.stream().filter(policy -> policy.allows(packet, direction)).toList());
    return isolating.isEmpty() || !allowing.isEmpty()
        ? new Verdict.Allowed(allowing)
        : new Verdict.Denied(packet, direction, keys(isolating));
  }

  private List<NetworkPolicy> isolating(Peer.Pod subject, Direction direction) {
    return in(subject.key().namespace()).stream()
        .filter(policy -> policy.isolates(subject, direction))
        .toList();
  }

  private static List<ObjectKey> keys(List<NetworkPolicy> policies) {
    return policies.stream().map(NetworkPolicy::key).sorted().toList();
  }
}

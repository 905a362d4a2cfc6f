// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import static java.util.Objects.requireNonNull;

import dev.coracle.network.Protocol;
import java.util.Locale;

/**
 * The first packet of a connection, after its destination was translated: never a cluster IP or the
 * port of a Service, but the endpoint it goes to. Its source is who really sends it.
 *
 * @param port of the destination
 */
public record Packet(Peer from, Peer to, int port, Protocol protocol) {

  public Packet {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(protocol, "protocol");
  }

  /** The end whose policies count. */
  Peer subject(Direction direction) {
    return direction == Direction.INGRESS ? to : from;
  }

  /** The end that its rules speak of. */
  Peer other(Direction direction) {
    return direction == Direction.INGRESS ? from : to;
  }

  /** A Pod cannot block access to itself. */
  boolean staysInPod() {
    return from instanceof Peer.Pod source
        && to instanceof Peer.Pod target
        && source.key().equals(target.key());
  }

  /** A node may always reach its own Pods, or its kubelet could not probe them. */
  boolean comesFromOwnNode() {
    return from instanceof Peer.Node node
        && to instanceof Peer.Pod target
        && node.name().equals(target.node());
  }

  @Override
  public String toString() {
    return from + " -> " + to + " on " + port + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }
}

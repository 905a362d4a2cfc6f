// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/**
 * What becomes of an open connection, or flow of datagrams, which NetworkPolicies as they are now
 * would not let through: after another policy, or other labels of a Pod or namespace.
 *
 * @see <a href=
 *     "https://kubernetes.io/docs/concepts/services-networking/network-policies/#pod-lifecycle">Pod
 *     lifecycle: it is implementation defined</a>
 */
public enum PolicyChange {
  /** It goes on, as with plugins that judge first packets alone. The default. */
  KEEP_CONNECTIONS,
  /** It is closed at once. */
  CUT_CONNECTIONS
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/**
 * What a Pod or node meets whose connection NetworkPolicies do not let through; the API leaves it
 * to the network plugin. Datagrams are lost in silence either way, and a program outside the
 * cluster, which has no way to be kept waiting for a socket that listens, sees its connection
 * reset.
 */
public enum DeniedTraffic {
  /** It gets no answer, so that it times out, as with most plugins. The default. */
  DROP,
  /** It is refused at once. */
  REJECT
}

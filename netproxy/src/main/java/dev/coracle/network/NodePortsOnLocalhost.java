// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/**
 * Whether node ports of Services answer on 127.0.0.1 too, under their own numbers, as where a
 * cluster in containers publishes them; they answer on the nodes' addresses in any case.
 */
public enum NodePortsOnLocalhost {
  /** They do not. The default, for clusters live side by side and may use the same numbers. */
  NEVER,
  /** Where the number is free on this machine; elsewhere the Service gets a Warning event. */
  WHERE_FREE,
  /** They do: where the number is not free, the cluster's user gets an exception. */
  REQUIRED
}

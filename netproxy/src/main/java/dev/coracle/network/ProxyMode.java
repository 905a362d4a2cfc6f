// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/** Which kube-proxy is imitated; they differ in how endpoints are chosen and what is refused. */
public enum ProxyMode {
  /** Each connection goes to a random endpoint. The default. */
  IPTABLES,
  /** As iptables, and what matches no port of a Service is refused. */
  NFTABLES,
  /** Endpoints are chosen by a scheduler, round robin by default. */
  IPVS
}

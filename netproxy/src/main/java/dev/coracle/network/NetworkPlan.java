// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/**
 * Where the addresses of a cluster really are. System property {@code coracle.plan} says it for
 * clusters of which nobody else does.
 */
public enum NetworkPlan {
  /**
   * Each address is a loopback address of this machine, 127.x.y.z, that any program can dial. The
   * default where all of 127.0.0.0/8 can be listened on, as on Linux and Windows.
   */
  LOOPBACK,
  /**
   * Addresses are values of 198.18.0.0/15, which are legal in every field of the API; what listens
   * on one is realised on a free port of 127.0.0.1. They are reached from Pods, through the tunnel
   * and by what {@code Cluster} tells. The default where nothing but 127.0.0.1 can be listened on,
   * as on macOS.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc2544#appendix-C.2.2">RFC 2544</a>
   */
  VIRTUAL
}

// SPDX-License-Identifier: Apache-2.0

/**
 * A way into the cluster for programs outside it, through one port.
 *
 * <p>Start at {@link dev.coracle.netproxy.tunnel.Tunnel}.
 */
package dev.coracle.netproxy.tunnel;

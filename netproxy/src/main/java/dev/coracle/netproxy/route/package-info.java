// SPDX-License-Identifier: Apache-2.0

/**
 * Where connections go: the rules of kube-proxy as pure functions of one immutable picture of the
 * cluster.
 *
 * <p>No sockets, no API calls, no clock: the same arguments give the same answer. Start at {@link
 * dev.coracle.netproxy.route.Router}.
 */
package dev.coracle.netproxy.route;

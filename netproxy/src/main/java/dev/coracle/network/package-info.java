// SPDX-License-Identifier: Apache-2.0

/**
 * What a test says of the cluster's network, and reads of it: how the proxy chooses, which names
 * the world outside has, who talked to whom.
 *
 * <p>Values and small interfaces, none of which opens a socket. Start at {@link ProxyMode}.
 */
package dev.coracle.network;

// SPDX-License-Identifier: Apache-2.0

/**
 * The network of the cluster: what is published in the API as an address answers on a real socket.
 *
 * <p>{@code Router} decides, purely; listeners, Pods' links and the tunnel carry out what it says.
 * Start at {@link NetProxy}.
 */
package dev.coracle.netproxy;

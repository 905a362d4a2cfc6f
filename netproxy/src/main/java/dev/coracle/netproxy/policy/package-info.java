// SPDX-License-Identifier: Apache-2.0

/**
 * NetworkPolicies, compiled into a form that answers at once who may connect to whom; it knows no
 * sockets and asks nobody. Start at {@link Policies}.
 */
package dev.coracle.netproxy.policy;

// SPDX-License-Identifier: Apache-2.0

/**
 * Carries connections and datagrams from those who ask to where they were routed.
 *
 * <p>Start at {@link dev.coracle.netproxy.relay.Routes}.
 */
package dev.coracle.netproxy.relay;

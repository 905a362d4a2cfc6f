// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP calls of a test into the cluster: each is a flow like any other, and its maker learns where
 * it went.
 *
 * <p>Start at {@link dev.coracle.netproxy.client.HttpCaller}.
 */
package dev.coracle.netproxy.client;

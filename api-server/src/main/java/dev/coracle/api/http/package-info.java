// SPDX-License-Identifier: Apache-2.0

/**
 * A client of HTTP/1.1 over connections that somebody else has opened, for everything in the
 * cluster that asks a server: probes, proxies, webhooks, the programs of the shell. Bodies go both
 * ways as streams; nothing of the framing is lost.
 *
 * <p>Start at {@link dev.coracle.api.http.HttpConnection}.
 */
package dev.coracle.api.http;

// SPDX-License-Identifier: Apache-2.0

/**
 * The cluster's DNS server and the resolver of its Pods.
 *
 * <p>{@code DnsZone} answers, purely; the rest is transport. Start at {@link
 * dev.coracle.netproxy.dns.DnsServer}.
 */
package dev.coracle.netproxy.dns;

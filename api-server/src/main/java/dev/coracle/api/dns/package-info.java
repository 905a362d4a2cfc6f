// SPDX-License-Identifier: Apache-2.0

/**
 * DNS messages as values, and their bytes on the wire: the one codec of the cluster's DNS server,
 * of Pods' resolvers and of the shell's programs.
 *
 * <p>Start at {@link DnsMessage}.
 */
package dev.coracle.api.dns;

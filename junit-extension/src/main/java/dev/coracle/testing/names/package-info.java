// SPDX-License-Identifier: Apache-2.0

/**
 * The names of a cluster for the JVM around it: for {@code java.net.InetAddress} and for the
 * threads that look names up there.
 *
 * <p>Start at {@link dev.coracle.testing.names.ClusterNames}.
 */
package dev.coracle.testing.names;

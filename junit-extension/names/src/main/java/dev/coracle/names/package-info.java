// SPDX-License-Identifier: Apache-2.0

/**
 * The names of running clusters in {@link java.net.InetAddress}, from JDK 18 on. Nothing here knows
 * a cluster: clusters say by functions of {@code java} types what they know.
 *
 * <p>Start at {@link dev.coracle.names.JvmClusters}.
 */
@NullMarked
package dev.coracle.names;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A cluster for tests of Quarkus applications. Start at {@link
 * dev.coracle.quarkus.ClusterResource}.
 */
@NullMarked
package dev.coracle.quarkus;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A whole cluster as an object. Start at {@link dev.coracle.testing.Cluster}; {@code Assembly} is
 * the one place where its parts are wired.
 */
package dev.coracle.testing;

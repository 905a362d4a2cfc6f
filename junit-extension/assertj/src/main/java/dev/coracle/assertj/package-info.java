// SPDX-License-Identifier: Apache-2.0

/**
 * AssertJ assertions about clusters and what is in them.
 *
 * <p>Start at {@link dev.coracle.assertj.CoracleAssertions}.
 */
@NullMarked
package dev.coracle.assertj;

import org.jspecify.annotations.NullMarked;

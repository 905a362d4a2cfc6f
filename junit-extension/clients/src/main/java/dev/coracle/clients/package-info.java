// SPDX-License-Identifier: Apache-2.0

/**
 * The names of a cluster for client libraries that look them up by themselves, on every JDK and
 * plan. Each class needs one library, and is touched by nobody who has not got it.
 *
 * <p>Start at the one that is named like the library.
 */
@NullMarked
package dev.coracle.clients;

import org.jspecify.annotations.NullMarked;

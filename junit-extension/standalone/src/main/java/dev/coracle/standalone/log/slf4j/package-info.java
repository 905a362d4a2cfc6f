// SPDX-License-Identifier: Apache-2.0

/**
 * The part of the user's SLF4J, 1.7 or 2, that we call. It is not in the jar: see {@link
 * dev.coracle.standalone.log}.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.standalone.log.slf4j;

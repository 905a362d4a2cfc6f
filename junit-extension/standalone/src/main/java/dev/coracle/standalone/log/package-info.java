// SPDX-License-Identifier: Apache-2.0

/**
 * The log of the standalone jar, which holds an SLF4J API of its own under another name: its
 * provider writes to the SLF4J of the user where there is one, to {@link System.Logger} where there
 * is none. Start at {@link dev.coracle.standalone.log.LogProvider}.
 *
 * <p>While the jar is made, {@code org.slf4j} is renamed to ours, and then {@code
 * dev.coracle.standalone.log.slf4j} to {@code org.slf4j}: what is compiled against that package
 * calls the user's SLF4J, without reflection.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.standalone.log;

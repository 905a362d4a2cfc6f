// SPDX-License-Identifier: Apache-2.0

/**
 * The language {@code awk}, as POSIX has it and BusyBox writes it. A program is read into {@link
 * dev.coracle.kubelet.shell.program.awk.Script} and run by {@link
 * dev.coracle.kubelet.shell.program.awk.Executor}; start at {@link
 * dev.coracle.kubelet.shell.program.awk.Awk}.
 *
 * <p>Texts are bytes, one a character, as in BusyBox: {@code length} counts bytes, and what is not
 * UTF-8 goes through unharmed.
 */
package dev.coracle.kubelet.shell.program.awk;

// SPDX-License-Identifier: Apache-2.0

/**
 * A POSIX shell subset and the programs that containers use, over a container's own files, network
 * and time: nothing of the host is read.
 *
 * <p>A script is read by {@link dev.coracle.kubelet.shell.ShellParser} into {@link
 * dev.coracle.kubelet.shell.Command commands}, which run on an {@link
 * dev.coracle.kubelet.shell.Interpreter}. Start at {@link dev.coracle.kubelet.shell.Shell}.
 */
package dev.coracle.kubelet.shell;

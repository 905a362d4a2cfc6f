// SPDX-License-Identifier: Apache-2.0

/**
 * A shell over a container's own files, network and time: how commands are expanded, run and ended.
 * What is written is in {@link dev.coracle.kubelet.shell.syntax}, what runs is in {@link
 * dev.coracle.kubelet.shell.process}; the programs that a shell starts it does not know.
 *
 * <p>Start at {@link dev.coracle.kubelet.shell.ShellPrograms}, then {@link
 * dev.coracle.kubelet.shell.Interpreter}.
 */
package dev.coracle.kubelet.shell;

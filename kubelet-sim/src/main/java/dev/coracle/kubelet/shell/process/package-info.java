// SPDX-License-Identifier: Apache-2.0

/**
 * The processes of a container as their programs see them: arguments, streams, files, signals, and
 * around them the session with its network, time and user. Nothing of the host is read.
 *
 * <p>Start at {@link dev.coracle.kubelet.shell.process.Program}.
 */
package dev.coracle.kubelet.shell.process;

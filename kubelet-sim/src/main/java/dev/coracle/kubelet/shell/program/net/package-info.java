// SPDX-License-Identifier: Apache-2.0

/**
 * The programs that use a Pod's network: {@code curl}, {@code wget}, {@code nc}, {@code dig}. They
 * reach it through their session only.
 *
 * <p>Start at {@link dev.coracle.kubelet.shell.program.net.NetworkPrograms}.
 */
package dev.coracle.kubelet.shell.program.net;

// SPDX-License-Identifier: Apache-2.0

/**
 * The programs that containers use on text, files and themselves, as busybox has them. Each sees
 * its process, and no shell.
 *
 * <p>Start at {@link dev.coracle.kubelet.shell.program.StandardPrograms}.
 */
package dev.coracle.kubelet.shell.program;

// SPDX-License-Identifier: Apache-2.0

/**
 * Programs about the process, the user, the machine and the time, and those that compute a few
 * words. Start at {@link dev.coracle.kubelet.shell.program.system.SystemPrograms}.
 */
package dev.coracle.kubelet.shell.program.system;

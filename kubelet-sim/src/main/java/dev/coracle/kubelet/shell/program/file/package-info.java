// SPDX-License-Identifier: Apache-2.0

/**
 * Programs about files and directories. Start at {@link
 * dev.coracle.kubelet.shell.program.file.FilePrograms}.
 */
package dev.coracle.kubelet.shell.program.file;

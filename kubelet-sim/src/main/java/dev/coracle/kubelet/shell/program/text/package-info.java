// SPDX-License-Identifier: Apache-2.0

/**
 * Programs that read text and write text. Start at {@link
 * dev.coracle.kubelet.shell.program.text.TextPrograms}.
 */
package dev.coracle.kubelet.shell.program.text;

// SPDX-License-Identifier: Apache-2.0

/**
 * What is written: scripts, words, patterns, regular expressions and escapes, read into values that
 * do nothing themselves.
 *
 * <p>Start at {@link dev.coracle.kubelet.shell.syntax.ShellParser}, which makes {@link
 * dev.coracle.kubelet.shell.syntax.Command}s.
 */
package dev.coracle.kubelet.shell.syntax;

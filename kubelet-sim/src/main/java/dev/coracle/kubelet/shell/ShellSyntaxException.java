// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** Thrown for a script that is no script; the message is the shell's own. */
final class ShellSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ShellSyntaxException(String message) {
    super("syntax error: " + message);
  }
}

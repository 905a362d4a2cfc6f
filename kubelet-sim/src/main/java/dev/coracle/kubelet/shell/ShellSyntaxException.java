// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** Thrown for a script that is no script; the message is the shell's own. */
final class ShellSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean incomplete;

  ShellSyntaxException(String message) {
    this(message, false);
  }

  ShellSyntaxException(String message, boolean incomplete) {
    super("syntax error: " + message);
    this.incomplete = incomplete;
  }

  /** Whether more text could make a script of it. */
  boolean isIncomplete() {
    return incomplete;
  }
}

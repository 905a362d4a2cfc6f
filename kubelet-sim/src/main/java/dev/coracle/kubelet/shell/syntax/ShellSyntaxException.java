// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** Thrown for a script that is no script; the message is the shell's own. */
public final class ShellSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean incomplete;

  public ShellSyntaxException(String message) {
    this(message, false);
  }

  public ShellSyntaxException(String message, boolean incomplete) {
    super("syntax error: " + message);
    this.incomplete = incomplete;
  }

  /** Whether more text could make a script of it. */
  public boolean isIncomplete() {
    return incomplete;
  }
}

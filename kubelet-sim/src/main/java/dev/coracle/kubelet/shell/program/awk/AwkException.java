// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/** What is wrong with a program, in the words of BusyBox; it ends the program with status 1. */
final class AwkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final boolean inProgram;

  private AwkException(String message, boolean inProgram) {
    super(message, null, false, false);
    this.what = message;
    this.inProgram = inProgram;
  }

  /** An error of the program, whose line is still to be said. */
  AwkException(String message) {
    this(message, true);
  }

  /** An error in a line of the program, which has the name of its file. */
  AwkException(String program, int line, String message) {
    this(program + ":" + line + ": " + message, false);
  }

  /** An error that no line of the program has made, such as a file that cannot be opened. */
  static AwkException outside(String message) {
    return new AwkException(message, false);
  }

  /** The error with its line, if that has not been said. */
  AwkException in(String program, int line) {
    return inProgram ? new AwkException(program, line, what) : this;
  }
}

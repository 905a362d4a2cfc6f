// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** One redirection of a command: {@code 2>&1} has descriptor 2, operator {@code >&}, target 1. */
public final class Redirect {

  private final int descriptor;
  private final String operator;
  private Word target;

  public Redirect(int descriptor, String operator, Word target) {
    this.descriptor = descriptor;
    this.operator = operator;
    this.target = target;
  }

  public int descriptor() {
    return descriptor;
  }

  public String operator() {
    return operator;
  }

  /** The file, or the text of a here-document. */
  public Word target() {
    return target;
  }

  // The text of a here-document follows the line that its redirection stands on.
  public void resolve(Word text) {
    target = text;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** One redirection of a command: {@code 2>&1} has descriptor 2, operator {@code >&}, target 1. */
final class Redirect {

  private final int descriptor;
  private final String operator;
  private Word target;

  Redirect(int descriptor, String operator, Word target) {
    this.descriptor = descriptor;
    this.operator = operator;
    this.target = target;
  }

  int descriptor() {
    return descriptor;
  }

  String operator() {
    return operator;
  }

  /** The file, or the text of a here-document. */
  Word target() {
    return target;
  }

  // The text of a here-document follows the line that its redirection stands on.
  void resolve(Word text) {
    target = text;
  }
}

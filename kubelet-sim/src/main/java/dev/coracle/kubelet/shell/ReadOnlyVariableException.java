// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** Thrown where a variable is set or unset that is read-only; it ends the shell. */
final class ReadOnlyVariableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String name;

  ReadOnlyVariableException(String name) {
    super(name, null, false, false);
    this.name = name;
  }

  /** The name of the variable. */
  String name() {
    return name;
  }
}

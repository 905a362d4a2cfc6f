// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/** Makes values. */
final class Values {

  static final Value UNSET = new Value.Unset();
  static final Value ZERO = new Value.Numeric(0);
  static final Value ONE = new Value.Numeric(1);

  private Values() {}

  static Value of(double number) {
    return new Value.Numeric(number);
  }

  static Value of(boolean holds) {
    return holds ? ONE : ZERO;
  }

  /** A text of the program, which is never compared as a number. */
  static Value of(String text) {
    return new Value.Text(text);
  }

  /** A text from outside, which is compared as a number if it looks like one. */
  static Value read(String text) {
    return new Value.Read(text);
  }
}

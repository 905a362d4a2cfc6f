// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/** A number, a text, or both: what it counts as depends on where it came from. */
sealed interface Value {

  /** Its number; that of a text is what it begins with. */
  double number();

  /** Its text, with that of numbers written by a format such as {@code %.6g}. */
  String text(String format);

  /** Whether it is compared as a number. */
  boolean isNumeric();

  /** Whether it is neither 0 nor, as a text, empty. */
  default boolean isTrue() {
    return isNumeric() ? number() != 0 : !text("").isEmpty();
  }

  /** A number. */
  record Numeric(double number) implements Value {
    @Override
    public String text(String format) {
      return Numerals.text(number, format);
    }

    @Override
    public boolean isNumeric() {
      return true;
    }
  }

  /** A text. */
  record Text(String text) implements Value {
    @Override
    public double number() {
      return Numerals.prefix(text);
    }

    @Override
    public String text(String format) {
      return text;
    }

    @Override
    public boolean isNumeric() {
      return false;
    }
  }

  /** A text that was read: a field, a line, a variable of the environment. */
  record Read(String text) implements Value {
    @Override
    public double number() {
      return Numerals.prefix(text);
    }

    @Override
    public String text(String format) {
      return text;
    }

    @Override
    public boolean isNumeric() {
      return Numerals.isNumber(text);
    }
  }

  /** The value of a variable to which none was given. */
  record Unset() implements Value {
    @Override
    public double number() {
      return 0;
    }

    @Override
    public String text(String format) {
      return "";
    }

    @Override
    public boolean isNumeric() {
      return true;
    }
  }
}

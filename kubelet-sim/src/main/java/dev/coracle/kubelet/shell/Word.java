// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.List;

/** One word of a script before its expansion. */
record Word(List<Part> parts) {

  static final Word EMPTY = new Word(List.of());

  Word {
    parts = List.copyOf(parts);
  }

  static Word quoted(String text) {
    return new Word(List.of(new Literal(text, true)));
  }

  /** A stretch of a word with one way of expansion. */
  sealed interface Part {}

  /** Text that stands for itself; unquoted it may hold patterns. */
  record Literal(String text, boolean quoted) implements Part {}

  /**
   * {@code $name} or {@code ${name<operator><argument>}}.
   *
   * @param operator as written, {@code #} before the name as {@code length}; empty for none
   */
  record Parameter(String name, String operator, Word argument, Word replacement, boolean quoted)
      implements Part {}

  /** {@code $(script)}. */
  record Substitution(Command script, boolean quoted) implements Part {}

  /** {@code $((expression))}. */
  record Arithmetic(Word expression, boolean quoted) implements Part {}
}

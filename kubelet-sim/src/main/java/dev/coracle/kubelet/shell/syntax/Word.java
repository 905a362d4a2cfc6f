// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.List;

/** One word of a script before its expansion. */
public record Word(List<Part> parts) {

  static final Word EMPTY = new Word(List.of());

  public Word {
    parts = List.copyOf(parts);
  }

  public static Word quoted(String text) {
    return new Word(List.of(new Literal(text, true)));
  }

  /** A stretch of a word with one way of expansion. */
  public sealed interface Part {}

  /** Text that stands for itself; unquoted it may hold patterns. */
  public record Literal(String text, boolean quoted) implements Part {}

  /**
   * {@code $name} or {@code ${name<operator><argument>}}.
   *
   * @param operator as written, {@code #} before the name as {@code length}; empty for none
   */
  public record Parameter(
      String name, String operator, Word argument, Word replacement, boolean quoted)
      implements Part {}

  /** {@code $(script)}. */
  public record Substitution(Command script, boolean quoted) implements Part {}

  /** {@code $((expression))}. */
  public record Arithmetic(Word expression, boolean quoted) implements Part {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** What stands inside {@code [[ ]]}. */
public sealed interface Condition {

  /** Answers by the kind of condition. */
  <T> T accept(Visitor<T> visitor);

  /** One answer for each kind of condition. */
  interface Visitor<T> {

    T visit(And condition);

    T visit(Or condition);

    T visit(Not condition);

    T visit(Unary condition);

    T visit(Binary condition);
  }

  /** Both sides hold. */
  record And(Condition left, Condition right) implements Condition {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** Either side holds. */
  record Or(Condition left, Condition right) implements Condition {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** The other one does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code -f file}. */
  record Unary(String operator, Word operand) implements Condition {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a == b*}. */
  record Binary(Word left, String operator, Word right) implements Condition {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }
}

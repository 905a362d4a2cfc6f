// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.List;
import java.util.Optional;

/** What has a value. */
sealed interface Expression {

  /** Answers by the kind of expression. */
  <T> T accept(Visitor<T> visitor);

  /** One answer for each kind of expression. */
  interface Visitor<T> {
    T visit(Constant expression);

    T visit(Regex expression);

    T visit(Name expression);

    T visit(Field expression);

    T visit(Element expression);

    T visit(Assignment expression);

    T visit(Increment expression);

    T visit(Sign expression);

    T visit(Arithmetic expression);

    T visit(Comparison expression);

    T visit(Concatenation expression);

    T visit(Logical expression);

    T visit(Conditional expression);

    T visit(Match expression);

    T visit(In expression);

    T visit(Group expression);

    T visit(Call expression);

    T visit(BuiltIn expression);

    T visit(Getline expression);
  }

  /** What can be assigned to. */
  sealed interface Place extends Expression {}

  /** Where {@code getline} reads. */
  enum Source {
    MAIN_INPUT,
    FILE,
    COMMAND
  }

  /** A number or a string as it stands in the program. */
  record Constant(Value value) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code /regex/}: by itself, whether the record matches it. */
  record Regex(String source) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** A variable or an array; the slot is that of a parameter, else negative. */
  record Name(String name, int slot) implements Place {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code $index}. */
  record Field(Expression index) implements Place {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code array[a, b]}. */
  record Element(Name array, List<Expression> subscripts) implements Place {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code target = value}, or {@code +=} and others by their operator. */
  record Assignment(Place target, String operator, Expression value) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code ++target} or {@code target++}, up or down. */
  record Increment(Place target, int step, boolean before) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code -a}, {@code +a} or {@code !a}. */
  record Sign(char operator, Expression operand) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a + b}. */
  record Arithmetic(char operator, Expression left, Expression right) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a < b}. */
  record Comparison(String operator, Expression left, Expression right) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a b}. */
  record Concatenation(Expression left, Expression right) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a && b} or {@code a || b}. */
  record Logical(boolean and, Expression left, Expression right) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a ? b : c}. */
  record Conditional(Expression condition, Expression then, Expression otherwise)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a ~ b} or {@code a !~ b}. */
  record Match(boolean negated, Expression text, Expression pattern) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code (a, b) in array}. */
  record In(List<Expression> subscripts, Name array) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code (a, b)}: arguments of a statement, or of {@code in}. */
  record Group(List<Expression> members) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** A call of a function of the program. */
  record Call(String function, List<Expression> arguments, int line) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** A call of a function of the language. */
  record BuiltIn(String function, List<Expression> arguments) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code getline} in each of its forms. */
  record Getline(Source source, Optional<Expression> from, Optional<Place> target)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }
}

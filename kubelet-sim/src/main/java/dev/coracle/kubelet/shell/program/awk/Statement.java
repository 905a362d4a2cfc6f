// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.List;
import java.util.Optional;

/** What is done. */
sealed interface Statement {

  Statement NOTHING = new Block(List.of());

  /** Answers by the kind of statement. */
  void accept(Visitor visitor);

  /** One action for each kind of statement. */
  interface Visitor {
    void visit(Block statement);

    void visit(Evaluate statement);

    void visit(Print statement);

    void visit(If statement);

    void visit(Loop statement);

    void visit(ForIn statement);

    void visit(Jump statement);

    void visit(Exit statement);

    void visit(Return statement);

    void visit(Delete statement);
  }

  /** Where a jump leads. */
  enum Destination {
    BREAK,
    CONTINUE,
    NEXT,
    NEXT_FILE
  }

  /**
   * Where output goes instead of to standard output.
   *
   * @param operator {@code >}, {@code >>} or {@code |}
   */
  record Target(String operator, Expression name) {}

  /** {@code { a; b }}. */
  record Block(List<Statement> statements) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** An expression for its effects. */
  record Evaluate(Expression expression, int line) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code print} or {@code printf}. */
  record Print(List<Expression> arguments, boolean formatted, Optional<Target> target, int line)
      implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code if (a) b; else c}. */
  record If(Expression condition, Statement body, Statement otherwise) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code while}, {@code do} and {@code for}. */
  record Loop(Expression condition, Statement step, Statement body, boolean bodyFirst)
      implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code for (variable in array)}. */
  record ForIn(Expression.Name variable, Expression.Name array, Statement body)
      implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code break} and its like. */
  record Jump(Destination destination) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code exit status}. */
  record Exit(Optional<Expression> status) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code return value}. */
  record Return(Optional<Expression> value) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** {@code delete array[a]}, or all of it. */
  record Delete(Expression.Name array, List<Expression> subscripts) implements Statement {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}

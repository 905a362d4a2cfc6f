// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.ArrayList;
import java.util.List;

/** A command of a script: what is written, apart from what it does. */
public sealed interface Command {

  Command NOTHING = new Sequence(List.of());

  /** Answers by the kind of command. */
  <T> T accept(Visitor<T> visitor);

  /** One answer for each kind of command. */
  interface Visitor<T> {
    T visit(Sequence command);

    T visit(And command);

    T visit(Or command);

    T visit(Not command);

    T visit(Pipeline command);

    T visit(Simple command);

    T visit(Redirected command);

    T visit(Subshell command);

    T visit(If command);

    T visit(Loop command);

    T visit(For command);

    T visit(Case command);

    T visit(Function command);

    T visit(Conditional command);

    T visit(ArithmeticCommand command);
  }

  /** A command of a list, to be waited for or not. */
  record Item(Command command, boolean background) {}

  /** {@code a; b & c}. */
  record Sequence(List<Item> items) implements Command {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a && b}. */
  record And(Command left, Command right) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a || b}. */
  record Or(Command left, Command right) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code ! a}. */
  record Not(Command command) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a | b}. */
  record Pipeline(List<Command> stages) implements Command {
    public Pipeline {
      stages = List.copyOf(stages);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code X=1 name word >file}. */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, int line)
      implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code NAME=value}. */
  record Assignment(String name, boolean append, Word value) {

    static boolean isOne(String raw) {
      int equals = raw.indexOf('=');
      int end = equals > 0 && raw.charAt(equals - 1) == '+' ? equals - 1 : equals;
      return equals > 0 && Names.isName(raw.substring(0, end));
    }

    static Assignment of(Word word) {
      var parts = new ArrayList<>(word.parts());
      String first = ((Word.Literal) parts.get(0)).text();
      int equals = first.indexOf('=');
      boolean append = first.charAt(equals - 1) == '+';
      parts.set(0, new Word.Literal(first.substring(equals + 1), false));
      return new Assignment(
          first.substring(0, append ? equals - 1 : equals), append, new Word(parts));
    }
  }

  /** A compound command with redirections. */
  record Redirected(Command command, List<Redirect> redirects) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code (a)}. */
  record Subshell(Command body) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code if a; then b; else c; fi}. */
  record If(Command condition, Command body, Command otherwise) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code while a; do b; done}, or until. */
  record Loop(boolean until, Command condition, Command body) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code for name in words; do a; done}. */
  record For(String name, boolean overArguments, List<Word> words, Command body)
      implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code case word in pattern) a;; esac}. */
  record Case(Word subject, List<Arm> arms) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** One case of many. */
  record Arm(List<Word> patterns, Command body) {}

  /** {@code name() { a; }}. */
  record Function(String name, Command body) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code [[ a == b ]]}. */
  record Conditional(Condition condition) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code ((i++))}. */
  record ArithmeticCommand(Word expression) implements Command {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.visit(this);
    }
  }
}

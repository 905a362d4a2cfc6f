// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.ArrayList;
import java.util.List;

/** A command of a script, which runs to its exit status. */
sealed interface Command {

  Command NOTHING = new Sequence(List.of());

  int run(Interpreter shell);

  /** A command of a list, to be waited for or not. */
  record Item(Command command, boolean background) {}

  /** {@code a; b & c}. */
  record Sequence(List<Item> items) implements Command {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public int run(Interpreter shell) {
      int status = 0;
      for (Item item : items) {
        status = item.background() ? shell.jobs().start(item.command()) : run(item, shell);
      }
      return status;
    }

    private static int run(Item item, Interpreter shell) {
      shell.runPendingTraps();
      int status = item.command().run(shell);
      shell.state().setStatus(status);
      return status;
    }
  }

  /** {@code a && b}. */
  record And(Command left, Command right) implements Command {
    @Override
    public int run(Interpreter shell) {
      int status = shell.unchecked(left);
      shell.state().setStatus(status);
      return status == 0 ? right.run(shell) : status;
    }
  }

  /** {@code a || b}. */
  record Or(Command left, Command right) implements Command {
    @Override
    public int run(Interpreter shell) {
      int status = shell.unchecked(left);
      shell.state().setStatus(status);
      return status == 0 ? 0 : right.run(shell);
    }
  }

  /** {@code ! a}. */
  record Not(Command command) implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.unchecked(command) == 0 ? 1 : 0;
    }
  }

  /** {@code a | b}. */
  record Pipeline(List<Command> stages) implements Command {
    public Pipeline {
      stages = List.copyOf(stages);
    }

    @Override
    public int run(Interpreter shell) {
      return shell.checked(shell.jobs().pipeline(stages));
    }
  }

  /** {@code X=1 name word >file}. */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, int line)
      implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.checked(new SimpleCommand(shell, this).run());
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
    public int run(Interpreter shell) {
      return shell.withRedirects(redirects, () -> command.run(shell));
    }
  }

  /** {@code (a)}. */
  record Subshell(Command body) implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.checked(shell.subshell().runToExit(body));
    }
  }

  /** {@code if a; then b; else c; fi}. */
  record If(Command condition, Command body, Command otherwise) implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.unchecked(condition) == 0 ? body.run(shell) : otherwise.run(shell);
    }
  }

  /** {@code while a; do b; done}, or until. */
  record Loop(boolean until, Command condition, Command body) implements Command {
    @Override
    public int run(Interpreter shell) {
      int[] status = {0};
      shell.loop(
          () -> {
            if ((shell.unchecked(condition) == 0) == until) {
              return false;
            }
            status[0] = body.run(shell);
            return true;
          });
      return status[0];
    }
  }

  /** {@code for name in words; do a; done}. */
  record For(String name, boolean overArguments, List<Word> words, Command body)
      implements Command {
    @Override
    public int run(Interpreter shell) {
      var values =
          (overArguments ? shell.state().arguments() : shell.expander().fields(words)).iterator();
      int[] status = {0};
      shell.loop(
          () -> {
            if (!values.hasNext()) {
              return false;
            }
            shell.state().set(name, values.next());
            status[0] = body.run(shell);
            return true;
          });
      return status[0];
    }
  }

  /** {@code case word in pattern) a;; esac}. */
  record Case(Word subject, List<Arm> arms) implements Command {
    @Override
    public int run(Interpreter shell) {
      String value = shell.expander().single(subject);
      for (Arm arm : arms) {
        for (Word pattern : arm.patterns()) {
          if (ShellPattern.matches(shell.expander().pattern(pattern), value)) {
            return arm.body().run(shell);
          }
        }
      }
      return 0;
    }
  }

  /** One case of many. */
  record Arm(List<Word> patterns, Command body) {}

  /** {@code name() { a; }}. */
  record Function(String name, Command body) implements Command {
    @Override
    public int run(Interpreter shell) {
      shell.state().define(name, body);
      return 0;
    }
  }

  /** {@code [[ a == b ]]}. */
  record Conditional(Condition condition) implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.checked(shell.reporting("[[", () -> condition.holds(shell) ? 0 : 1));
    }
  }

  /** {@code ((i++))}. */
  record ArithmeticCommand(Word expression) implements Command {
    @Override
    public int run(Interpreter shell) {
      return shell.reporting(
          "((",
          () ->
              ArithmeticEvaluator.evaluate(shell.expander().single(expression), shell.state()) == 0
                  ? 1
                  : 0);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.ShellPattern;
import dev.coracle.kubelet.shell.syntax.Word;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How each kind of command runs to its exit status in one shell. */
final class CommandRunner implements Command.Visitor<Integer> {

  private final Interpreter shell;

  CommandRunner(Interpreter shell) {
    this.shell = shell;
  }

  private int run(Command command) {
    return shell.run(command);
  }

  @Override
  public Integer visit(Command.Sequence command) {
    boolean last = shell.isLast();
    int status = 0;
    for (int i = 0; i < command.items().size(); i++) {
      Command.Item item = command.items().get(i);
      shell.nextIsLast(last && i == command.items().size() - 1);
      status = item.background() ? shell.jobs().start(item.command()) : foreground(item.command());
    }
    return status;
  }

  private int foreground(Command command) {
    shell.runPendingTraps();
    int status = run(command);
    shell.state().setStatus(status);
    // A signal that came meanwhile has waited for the command to end.
    shell.runPendingTraps();
    return status;
  }

  @Override
  public Integer visit(Command.And command) {
    boolean last = shell.isLast();
    int status = shell.unchecked(command.left());
    shell.state().setStatus(status);
    shell.nextIsLast(last);
    return status == 0 ? run(command.right()) : status;
  }

  @Override
  public Integer visit(Command.Or command) {
    boolean last = shell.isLast();
    int status = shell.unchecked(command.left());
    shell.state().setStatus(status);
    shell.nextIsLast(last);
    return status == 0 ? 0 : run(command.right());
  }

  @Override
  public Integer visit(Command.Not command) {
    return shell.unchecked(command.command()) == 0 ? 1 : 0;
  }

  @Override
  public Integer visit(Command.Pipeline command) {
    return shell.checked(shell.jobs().pipeline(command.stages()));
  }

  @Override
  public Integer visit(Command.Simple command) {
    return shell.checked(new SimpleCommand(shell, command, shell.isLast()).run());
  }

  @Override
  public Integer visit(Command.Redirected command) {
    return shell.withRedirects(command.redirects(), () -> run(command.command()));
  }

  @Override
  public Integer visit(Command.Subshell command) {
    return shell.checked(shell.subshell().runToExit(command.body()));
  }

  @Override
  public Integer visit(Command.If command) {
    boolean last = shell.isLast();
    boolean holds = shell.unchecked(command.condition()) == 0;
    shell.nextIsLast(last);
    return run(holds ? command.body() : command.otherwise());
  }

  @Override
  public Integer visit(Command.Loop command) {
    return whileTrue(
        () -> (shell.unchecked(command.condition()) == 0) != command.until(), command.body());
  }

  @Override
  public Integer visit(Command.For command) {
    List<String> all =
        command.overArguments()
            ? shell.state().arguments()
            : shell.expander().fields(command.words());
    Iterator<String> values = all.iterator();
    return whileTrue(
        () -> {
          if (!values.hasNext()) {
            return false;
          }
          shell.state().set(command.name(), values.next());
          return true;
        },
        command.body());
  }

  private int whileTrue(BooleanSupplier condition, Command body) {
    int[] status = {0};
    shell.loop(
        () -> {
          if (!condition.getAsBoolean()) {
            return false;
          }
          // A break or continue ends the body with 0.
          status[0] = 0;
          status[0] = run(body);
          return true;
        });
    return status[0];
  }

  @Override
  public Integer visit(Command.Case command) {
    String value = shell.expander().single(command.subject());
    for (Command.Arm arm : command.arms()) {
      for (Word pattern : arm.patterns()) {
        if (ShellPattern.matches(shell.expander().pattern(pattern), value)) {
          return run(arm.body());
        }
      }
    }
    return 0;
  }

  @Override
  public Integer visit(Command.Function command) {
    shell.state().define(command.name(), command.body());
    return 0;
  }

  @Override
  public Integer visit(Command.Conditional command) {
    var conditions = new ConditionEvaluator(shell);
    return shell.checked(
        shell.reporting("[[", () -> conditions.holds(command.condition()) ? 0 : 1));
  }

  @Override
  public Integer visit(Command.ArithmeticCommand command) {
    return shell.reporting(
        "((",
        () -> {
          String expression = shell.expander().single(command.expression());
          return ArithmeticEvaluator.evaluate(expression, shell.state()) == 0 ? 1 : 0;
        });
  }
}

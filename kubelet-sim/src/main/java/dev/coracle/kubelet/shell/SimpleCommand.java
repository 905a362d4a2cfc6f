// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.Quoting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** The run of one simple command: expansion, trace, redirections, assignments, dispatch. */
final class SimpleCommand {

  private final Interpreter shell;
  private final Command.Simple command;
  private final boolean last;

  /**
   * One run.
   *
   * @param last whether the shell has nothing to do afterwards, so that a program may replace it
   */
  SimpleCommand(Interpreter shell, Command.Simple command, boolean last) {
    this.shell = shell;
    this.command = command;
    this.last = last;
  }

  int run() {
    shell.checkpoint();
    shell.expander().forgetStatus();
    List<String> fields = shell.expander().fields(Aliases.expand(command.words(), shell.state()));
    if (fields.isEmpty()) {
      return assignOnly();
    }
    if (fields.get(0).equals("exec")) {
      return exec(fields.subList(1, fields.size()));
    }
    Map<String, String> assigned = evaluateAssignments();
    trace(assigned, fields);
    return command.redirects().isEmpty()
        ? dispatch(fields, assigned)
        : shell.withRedirects(command.redirects(), () -> dispatch(fields, assigned));
  }

  private int assignOnly() {
    for (Command.Assignment assignment : command.assignments()) {
      String value = value(assignment);
      shell.state().set(assignment.name(), value);
      trace(Map.of(assignment.name(), value), List.of());
    }
    IntSupplier status = () -> shell.expander().status();
    return command.redirects().isEmpty()
        ? status.getAsInt()
        : shell.withRedirects(command.redirects(), status);
  }

  // Its redirections stay, and its program takes the place of the shell.
  private int exec(List<String> fields) {
    trace(evaluateAssignments(), fields);
    if (fields.isEmpty()) {
      return openForGood() ? 0 : 1;
    }
    int status =
        shell.withRedirects(
            command.redirects(), () -> program(fields, shell.state().environment(), true));
    throw new ProcessEnd.Exit(status);
  }

  @SuppressWarnings("resource")
  private boolean openForGood() {
    return new RedirectScope(shell).open(command.redirects());
  }

  private Map<String, String> evaluateAssignments() {
    var values = new HashMap<String, String>();
    command.assignments().forEach(one -> values.put(one.name(), value(one)));
    return values;
  }

  private String value(Command.Assignment assignment) {
    String value = shell.expander().assigned(assignment.value());
    return assignment.append() ? shell.state().get(assignment.name()).orElse("") + value : value;
  }

  private void trace(Map<String, String> assigned, List<String> fields) {
    if (!shell.state().option('x')) {
      return;
    }
    String variables =
        assigned.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + Quoting.traced(entry.getValue()))
            .collect(Collectors.joining(" "));
    String words = fields.stream().map(Quoting::traced).collect(Collectors.joining(" "));
    shell.trace(
        variables.isEmpty() || words.isEmpty() ? variables + words : variables + " " + words);
  }

  private int dispatch(List<String> fields, Map<String, String> assigned) {
    String name = fields.get(0);
    List<String> arguments = fields.subList(1, fields.size());
    Optional<Command> function = shell.state().function(name);
    if (function.isPresent()) {
      return withVariables(assigned, () -> shell.call(name, function.get(), arguments));
    }
    Optional<Builtins.Builtin> builtin = Builtins.find(name);
    if (builtin.isPresent()) {
      return withVariables(assigned, () -> builtin.get().run(shell, arguments));
    }
    var environment = shell.state().environment();
    environment.putAll(assigned);
    return program(fields, environment, last && shell.state().traps().isEmpty());
  }

  private int withVariables(Map<String, String> assigned, IntSupplier body) {
    if (assigned.isEmpty()) {
      return body.getAsInt();
    }
    var before = new HashMap<String, Optional<String>>();
    assigned.forEach(
        (variable, value) -> {
          before.put(variable, shell.state().get(variable));
          shell.state().set(variable, value);
        });
    try {
      return body.getAsInt();
    } finally {
      before.forEach(
          (variable, value) ->
              value.ifPresentOrElse(
                  old -> shell.state().set(variable, old), () -> shell.state().unset(variable)));
    }
  }

  private int program(List<String> fields, Map<String, String> environment, boolean inPlace) {
    return Builtins.runProgram(shell, fields, environment, inPlace);
  }
}

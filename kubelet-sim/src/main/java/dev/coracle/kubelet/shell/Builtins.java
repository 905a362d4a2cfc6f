// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.BrokenPipeException;
import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.syntax.Quoting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The commands that change the shell itself. */
final class Builtins {

  /** One of them. */
  @FunctionalInterface
  interface Builtin {
    int run(Interpreter shell, List<String> arguments);
  }

  private static final String NO_TIME = "0m0.000s 0m0.000s\n";
  private static final Map<String, Builtin> ALL =
      Map.ofEntries(
          Map.entry(":", (shell, arguments) -> 0),
          Map.entry(".", Builtins::source),
          Map.entry("source", Builtins::source),
          Map.entry("eval", (shell, arguments) -> shell.evaluate(String.join(" ", arguments))),
          Map.entry("exit", (shell, arguments) -> leave(shell, arguments, ProcessEnd.Exit::new)),
          Map.entry(
              "return", (shell, arguments) -> leave(shell, arguments, ControlFlow.Return::new)),
          Map.entry("break", (shell, arguments) -> loops(shell, arguments, ControlFlow.Break::new)),
          Map.entry(
              "continue", (shell, arguments) -> loops(shell, arguments, ControlFlow.Continue::new)),
          Map.entry("cd", Builtins::cd),
          Map.entry("set", SetBuiltin::run),
          Map.entry("shift", Builtins::shift),
          Map.entry("export", VariableBuiltins::export),
          Map.entry("readonly", VariableBuiltins::readOnly),
          Map.entry("alias", Aliases::define),
          Map.entry("unalias", Aliases::remove),
          Map.entry("times", (shell, arguments) -> print(shell, NO_TIME + NO_TIME)),
          Map.entry("declare", VariableBuiltins::local),
          Map.entry("typeset", VariableBuiltins::local),
          Map.entry("local", VariableBuiltins::local),
          Map.entry("unset", VariableBuiltins::unset),
          Map.entry("getopts", Getopts::run),
          Map.entry("read", VariableBuiltins::read),
          Map.entry("let", VariableBuiltins::let),
          Map.entry("trap", JobBuiltins::trap),
          Map.entry("wait", JobBuiltins::await),
          Map.entry("kill", JobBuiltins::kill),
          Map.entry("jobs", JobBuiltins::jobs),
          Map.entry("command", Builtins::command),
          Map.entry("builtin", Builtins::command),
          Map.entry("type", Builtins::type),
          Map.entry("umask", Umask::run),
          Map.entry("ulimit", (shell, arguments) -> print(shell, "unlimited\n")),
          Map.entry("shopt", (shell, arguments) -> 0),
          Map.entry("hash", (shell, arguments) -> 0));

  /** What shells have built in too, and other programs find by its path. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "if",
          "then",
          "elif",
          "else",
          "fi",
          "for",
          "in",
          "do",
          "done",
          "while",
          "until",
          "case",
          "esac",
          "{",
          "}",
          "!",
          "[[",
          "function");

  private static final Set<String> PROGRAMS =
      Set.of("echo", "printf", "test", "[", "true", "false", "pwd");

  private Builtins() {}

  static Optional<Builtin> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static int print(Interpreter shell, String text) {
    try {
      shell.state().descriptors().out().write(text.getBytes(StandardCharsets.UTF_8));
      shell.state().descriptors().out().flush();
      return 0;
    } catch (BrokenPipeException e) {
      throw new ProcessEnd.Exit(141);
    } catch (IOException e) {
      shell.message("write error: " + Errno.text(e));
      return 1;
    }
  }

  /**
   * Runs a program of the container: 127 if there is none, 126 if it is not executable.
   *
   * @param inPlace whether it takes the place of the shell, and is no process of its own
   */
  static int runProgram(
      Interpreter shell, List<String> command, Map<String, String> environment, boolean inPlace) {
    String name = command.get(0);
    ShellState state = shell.state();
    String path = environment.getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(shell.session(), state.directory(), path, name);
    if (program.isEmpty()) {
      return notFound(shell, name);
    }
    var process =
        new ShellProcess(
            shell.session(),
            shell.task(),
            state.pid(),
            command,
            environment,
            state.directory(),
            state.descriptors(),
            state.umask());
    // A broken pipe ends a shell whose own echo has written to it, and no shell for another's.
    return inPlace || PROGRAMS.contains(name)
        ? process.execute(program.get())
        : process.executeApart(program.get());
  }

  private static int notFound(Interpreter shell, String name) {
    Path file = shell.state().directory().resolve(name);
    boolean exists = name.contains("/") && Files.exists(file);
    if (exists) {
      boolean directory = Files.isDirectory(file) && shell.state().isBash();
      shell.message(name + (directory ? ": Is a directory" : ": Permission denied"));
      return 126;
    }
    if (shell.state().isBash()) {
      shell.message(name + (name.contains("/") ? ": " + Errno.NO_ENTRY : ": command not found"));
    } else {
      shell.message(name + ": not found");
    }
    return 127;
  }

  private static int leave(
      Interpreter shell, List<String> arguments, IntFunction<RuntimeException> end) {
    if (arguments.isEmpty()) {
      throw end.apply(shell.state().status());
    }
    String code = arguments.get(0).strip();
    if (!code.matches(shell.state().isBash() ? "-?[0-9]{1,9}" : "[0-9]{1,9}")) {
      throw shell.fail("exit: Illegal number: " + arguments.get(0), 2);
    }
    throw end.apply(Integer.parseInt(code) & 0xff);
  }

  /** Outside of loops there is nothing to end. */
  private static int loops(
      Interpreter shell, List<String> arguments, IntFunction<ControlFlow> end) {
    String count = arguments.isEmpty() ? "1" : arguments.get(0);
    if (!count.matches("[0-9]{1,9}") || Integer.parseInt(count) == 0) {
      throw shell.fail("Illegal number: " + count, 2);
    }
    if (shell.loops() == 0) {
      return 0;
    }
    throw end.apply(Math.min(shell.loops(), Integer.parseInt(count)));
  }

  private static int source(Interpreter shell, List<String> arguments) {
    if (arguments.isEmpty()) {
      throw shell.fail(".: filename argument required", 2);
    }
    String path = shell.state().get("PATH").orElse(Executables.DEFAULT_PATH);
    var file = Executables.file(shell.state().directory(), path, arguments.get(0));
    if (file.isEmpty()) {
      throw shell.fail(".: can't open '" + arguments.get(0) + "': " + Errno.NO_ENTRY, 2);
    }
    try {
      return shell.evaluate(Files.readString(file.get()));
    } catch (ControlFlow.Return end) {
      return end.value();
    } catch (IOException e) {
      throw shell.fail(".: can't open '" + arguments.get(0) + "': " + Errno.text(e), 2);
    }
  }

  private static int cd(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    List<String> operands = arguments.stream().filter(one -> !one.matches("-[LP]")).toList();
    String target = operands.isEmpty() ? state.get("HOME").orElse("/root") : operands.get(0);
    if (target.equals("-")) {
      target = state.get("OLDPWD").orElse("/");
      print(shell, target + "\n");
    }
    Path directory = state.directory().resolve(target).normalize();
    if (!Files.isDirectory(directory)) {
      String reason = Files.exists(directory) ? Errno.NOT_DIRECTORY : Errno.NO_ENTRY;
      shell.message("cd: " + (state.isBash() ? "" : "can't cd to ") + target + ": " + reason);
      return state.isBash() ? 1 : 2;
    }
    state.changeDirectory(directory);
    return 0;
  }

  private static int shift(Interpreter shell, List<String> arguments) {
    int count = arguments.isEmpty() ? 1 : Integer.parseInt(arguments.get(0));
    List<String> all = shell.state().arguments();
    if (count > all.size()) {
      return 1;
    }
    shell.state().setArguments(all.subList(count, all.size()));
    return 0;
  }

  private static int command(Interpreter shell, List<String> arguments) {
    if (arguments.isEmpty()) {
      return 0;
    }
    if (arguments.get(0).equals("-v") || arguments.get(0).equals("-V")) {
      return locate(shell, arguments.subList(1, arguments.size()), arguments.get(0).equals("-V"));
    }
    var builtin = find(arguments.get(0));
    return builtin.isPresent()
        ? builtin.get().run(shell, arguments.subList(1, arguments.size()))
        : runProgram(shell, arguments, shell.state().environment(), false);
  }

  private static int type(Interpreter shell, List<String> arguments) {
    return locate(shell, arguments, true);
  }

  private static int locate(Interpreter shell, List<String> names, boolean verbose) {
    int status = 0;
    for (String name : names) {
      boolean internal =
          ALL.containsKey(name)
              || PROGRAMS.contains(name)
              || shell.state().function(name).isPresent();
      String path = shell.state().get("PATH").orElse(Executables.DEFAULT_PATH);
      String alias = shell.state().aliases().get(name);
      Optional<String> place =
          alias != null
              ? Optional.of(
                  verbose ? "an alias for " + alias : "alias " + name + "=" + Quoting.single(alias))
              : KEYWORDS.contains(name)
                  ? Optional.of(verbose ? "a shell keyword" : name)
                  : internal
                      ? Optional.of(verbose ? "a shell builtin" : name)
                      : Executables.locate(shell.session(), shell.state().directory(), path, name);
      if (place.isPresent()) {
        print(shell, (verbose ? name + " is " : "") + place.get() + "\n");
      } else {
        status = 127;
        if (verbose) {
          print(shell, name + ": not found\n");
        }
      }
    }
    return status;
  }
}

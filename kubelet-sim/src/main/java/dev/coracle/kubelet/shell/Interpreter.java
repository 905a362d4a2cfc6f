// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Descriptors;
import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.shell.process.ShellTask;
import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.CommandReader;
import dev.coracle.kubelet.shell.syntax.Redirect;
import dev.coracle.kubelet.shell.syntax.ShellParser;
import dev.coracle.kubelet.shell.syntax.ShellSyntaxException;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** One running shell. A subshell is another interpreter over a copy of the state. */
final class Interpreter {

  private static final int MAX_DEPTH = 400;
  private static final String FUNCTION_NAME = "FUNCNAME";

  private final ShellSession session;
  private ShellTask task;
  private final ShellState state;
  private final Jobs jobs;
  private final Expander expander;
  private final CommandRunner runner;
  private int uncheckedDepth;
  private boolean last;
  private boolean nextIsLast;
  private int depth;
  private int loops;

  Interpreter(ShellSession session, ShellTask task, ShellState state) {
    this.session = session;
    this.task = task;
    this.state = state;
    this.jobs = new Jobs(this);
    this.expander = new Expander(this);
    this.runner = new CommandRunner(this);
  }

  ShellSession session() {
    return session;
  }

  ShellTask task() {
    return task;
  }

  ShellState state() {
    return state;
  }

  Jobs jobs() {
    return jobs;
  }

  Expander expander() {
    return expander;
  }

  TestExpression test() {
    return new TestExpression(
        state.directory(), number -> session.isTerminal(number, state.descriptors()));
  }

  Interpreter subshell() {
    return subshell(task);
  }

  Interpreter subshell(ShellTask other) {
    var child = new Interpreter(session, other, state.copy());
    child.uncheckedDepth = uncheckedDepth;
    child.depth = depth + 1;
    child.loops = loops;
    return child;
  }

  /** Runs a command to its exit status. */
  int run(Command command) {
    last = nextIsLast;
    nextIsLast = false;
    try {
      return state.option('n') ? 0 : command.accept(runner);
    } catch (ReadOnlyVariableException e) {
      throw fail(
          e.name() + (state.isBash() ? ": readonly variable" : ": is read only"),
          state.isBash() ? 1 : 2);
    }
  }

  /** Whether the command that has just begun is the last thing that this shell does. */
  boolean isLast() {
    return last;
  }

  /** Says of the command that is run next whether it is the last thing that this shell does. */
  void nextIsLast(boolean is) {
    nextIsLast = is;
  }

  /** Runs a command whose threads and jobs belong to another task. */
  int inTask(ShellTask other, Command command) {
    ShellTask before = task;
    task = other;
    try {
      return run(command);
    } finally {
      task = before;
    }
  }

  /** Runs a script as it comes in, with its EXIT trap. */
  int runScript(CommandReader script) throws IOException {
    return runToExit(() -> evaluate(script));
  }

  private int evaluate(CommandReader script) {
    int status = 0;
    try {
      for (var command = script.next(); command.isPresent(); command = script.next()) {
        status = run(command.get());
      }
      return status;
    } catch (ShellSyntaxException e) {
      throw fail(Errno.text(e), 2);
    } catch (IOException e) {
      task.check();
      throw new UncheckedIOException(e);
    }
  }

  /** Parses and runs a whole script, with its EXIT trap. */
  int runScript(String script) {
    return runToExit(
        () -> {
          // As ash does it for "sh -c": evalstring with EV_EXIT.
          nextIsLast = true;
          return evaluate(script);
        });
  }

  /** Runs a command to the end of this shell. */
  int runToExit(Command command) {
    return runToExit(() -> run(command));
  }

  /** Runs a command as all that this shell does: its program may take the shell's place. */
  int runOnly(Command command) {
    nextIsLast = true;
    return runToExit(command);
  }

  /** Runs a body to the end of this shell. */
  int runToExit(IntSupplier body) {
    int status = catchingExit(body);
    String trap = state.traps().remove("EXIT");
    if (trap == null || trap.isEmpty()) {
      return status;
    }
    state.setStatus(status);
    int[] code = {status};
    catchingExit(
        () -> {
          try {
            evaluate(trap);
          } catch (ProcessEnd.Exit exit) {
            code[0] = exit.status();
          }
          return 0;
        });
    return code[0];
  }

  private static int catchingExit(IntSupplier body) {
    try {
      return body.getAsInt();
    } catch (ProcessEnd.Killed killed) {
      throw killed;
    } catch (ProcessEnd.Exit exit) {
      return exit.status();
    } catch (ControlFlow.Return end) {
      return end.value();
    } catch (ControlFlow.Break | ControlFlow.Continue stray) {
      return 0;
    }
  }

  /** Runs text in this shell: {@code eval}, traps, scripts. */
  int evaluate(String script) {
    Command command;
    try {
      command = ShellParser.parse(script);
    } catch (ShellSyntaxException e) {
      message(state.isBash() ? "-c: line 1: " + Errno.text(e) : Errno.text(e));
      throw new ProcessEnd.Exit(2, true);
    }
    return run(command);
  }

  /** Runs a command whose failure is looked at: {@code set -e} does not apply to it. */
  int unchecked(Command command) {
    uncheckedDepth++;
    try {
      return run(command);
    } finally {
      uncheckedDepth--;
    }
  }

  /** Ends the shell for a failure that nobody looks at, if {@code set -e} asks for it. */
  int checked(int status) {
    if (status != 0 && state.option('e') && uncheckedDepth == 0) {
      throw new ProcessEnd.Exit(status);
    }
    return status;
  }

  /** Repeats the body until it says false or a {@code break} comes. */
  void loop(BooleanSupplier body) {
    loops++;
    try {
      repeat(body);
    } finally {
      loops--;
    }
  }

  /** How many loops are around the command that runs. */
  int loops() {
    return loops;
  }

  private void repeat(BooleanSupplier body) {
    while (true) {
      checkpoint();
      runPendingTraps();
      try {
        if (!body.getAsBoolean()) {
          return;
        }
      } catch (ControlFlow.Break e) {
        if (e.value() > 1) {
          throw new ControlFlow.Break(e.value() - 1);
        }
        return;
      } catch (ControlFlow.Continue e) {
        if (e.value() > 1) {
          throw new ControlFlow.Continue(e.value() - 1);
        }
      }
    }
  }

  /** Ends the thread's work here if the task has been killed. */
  void checkpoint() {
    task.check();
  }

  void runPendingTraps() {
    if (state.traps().isEmpty()) {
      return;
    }
    for (var signal = task.signals().poll(); signal.isPresent(); ) {
      String command = state.traps().getOrDefault(signal.get(), "");
      int before = state.status();
      evaluate(command);
      state.setStatus(before);
      signal = task.signals().poll();
    }
  }

  /** Calls a function, which may call itself, but not for ever. */
  int call(String name, Command body, List<String> arguments) {
    List<String> before = state.arguments();
    Optional<String> caller = state.get(FUNCTION_NAME);
    int outerLoops = loops;
    if (++depth > MAX_DEPTH) {
      throw fail("Maximum function recursion depth (" + MAX_DEPTH + ") reached", 2);
    }
    state.setArguments(arguments);
    state.enterFunction();
    state.set(FUNCTION_NAME, name);
    // As in ash's evalfun, a function does not end the loops of its caller.
    loops = 0;
    try {
      return run(body);
    } catch (ControlFlow.Return end) {
      return end.value();
    } finally {
      depth--;
      loops = outerLoops;
      caller.ifPresentOrElse(
          one -> state.set(FUNCTION_NAME, one), () -> state.unset(FUNCTION_NAME));
      state.leaveFunction();
      state.setArguments(before);
    }
  }

  int withRedirects(List<Redirect> redirects, IntSupplier body) {
    Descriptors before = state.descriptors();
    try (var scope = new RedirectScope(this)) {
      if (!scope.open(redirects)) {
        return 1;
      }
      return body.getAsInt();
    } finally {
      state.setDescriptors(before);
    }
  }

  /** Runs a check that may throw {@link TestException}, which is status 2. */
  int reporting(String what, IntSupplier check) {
    try {
      return check.getAsInt();
    } catch (TestException e) {
      message(state.isBash() ? what + ": " + Errno.text(e) : Errno.text(e));
      return 2;
    }
  }

  /** Writes a prompt to stderr. */
  void say(String prompt) {
    write(state.descriptors().err(), prompt);
  }

  ProcessEnd.Exit fail(String message, int status) {
    message(message);
    return new ProcessEnd.Exit(status, true);
  }

  /** Writes {@code sh: message} to stderr. */
  void message(String message) {
    String line = state.isBash() && !message.startsWith("-c:") ? "line 1: " : "";
    write(state.descriptors().err(), state.name() + ": " + line + message + "\n");
  }

  /** Writes a line of {@code set -x}. */
  void trace(String line) {
    write(state.descriptors().err(), state.get("PS4").orElse("+ ") + line + "\n");
  }

  private static void write(OutputStream stream, String text) {
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      // Where stderr is gone, nobody can be told.
    }
  }
}

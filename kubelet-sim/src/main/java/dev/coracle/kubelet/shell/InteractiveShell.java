// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellTask;
import dev.coracle.kubelet.shell.process.Signals;
import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.CommandReader;
import dev.coracle.kubelet.shell.syntax.ShellSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A shell at a prompt. It goes on after errors; Ctrl-C ends the command in the foreground, or the
 * line that is being typed.
 */
final class InteractiveShell {

  private static final int INTERRUPT = 2;

  private final Interpreter shell;
  private final ShellProcess process;
  private final CommandReader commands;
  private Optional<ShellTask> foreground = Optional.empty();
  private boolean interrupted;

  InteractiveShell(Interpreter shell, ShellProcess process) {
    this.shell = shell;
    this.process = process;
    this.commands = new CommandReader(process.in(), () -> prompt("PS2", "> "));
  }

  /** Runs until {@code exit} or the end of the input. */
  int run() {
    Signals signals = process.task().signals();
    Optional<Runnable> outer = signals.onInterrupt(Optional.of(this::interrupt));
    try {
      return shell.runToExit(this::runAll);
    } finally {
      signals.onInterrupt(outer);
    }
  }

  private int runAll() {
    while (true) {
      end();
      prompt();
      try {
        Optional<Command> command = commands.next();
        if (command.isEmpty()) {
          return shell.state().status();
        }
        run(command.get());
      } catch (IOException e) {
        process.task().check();
        throw new UncheckedIOException(e);
      } catch (ShellSyntaxException e) {
        shell.message(Errno.text(e));
        shell.state().setStatus(2);
      } catch (ProcessEnd.Exit exit) {
        if (!exit.isFailure()) {
          throw exit;
        }
        shell.state().setStatus(exit.status());
      } catch (ControlFlow stray) {
        shell.state().setStatus(0);
      }
    }
  }

  private void run(Command command) {
    ShellTask task = process.task().part();
    task.enter();
    try {
      begin(task);
      shell.state().setStatus(shell.inTask(task, command));
    } catch (ProcessEnd.Killed killed) {
      process.task().check();
      shell.state().setStatus(killed.status());
      say("\n");
    } finally {
      end();
      task.leave();
    }
  }

  private synchronized void begin(ShellTask task) {
    foreground = Optional.of(task);
    if (interrupted) {
      task.kill(INTERRUPT);
    }
  }

  private synchronized void end() {
    foreground = Optional.empty();
    interrupted = false;
    commands.ready();
  }

  private synchronized void interrupt() {
    if (foreground.isPresent()) {
      foreground.get().kill(INTERRUPT);
    } else if (commands.discard()) {
      say("\n");
      prompt();
    } else {
      // The line just entered: its command is about to begin.
      interrupted = true;
    }
  }

  private void prompt() {
    prompt("PS1", shell.state().isBash() ? "bash-5.2\\$ " : "\\w \\$ ");
  }

  private void prompt(String variable, String absent) {
    say(expanded(shell.state().get(variable).orElse(absent)));
  }

  private String expanded(String prompt) {
    return prompt
        .replace("\\w", directory())
        .replace("\\h", shell.session().hostname())
        .replace("\\u", shell.session().user().uid() == 0 ? "root" : shell.session().user().name())
        .replace("\\$", shell.session().user().uid() == 0 ? "#" : "$");
  }

  private String directory() {
    Path home = shell.state().directory().resolve(shell.state().get("HOME").orElse("/root"));
    Path directory = shell.state().directory();
    boolean below = home.getNameCount() > 0 && directory.startsWith(home);
    return below ? ("~/" + home.relativize(directory)).replaceFirst("/$", "") : "" + directory;
  }

  private void say(String text) {
    try {
      process.err().write(text.getBytes(StandardCharsets.UTF_8));
      process.err().flush();
    } catch (IOException e) {
      // Who does not see the prompt may still type.
    }
  }
}

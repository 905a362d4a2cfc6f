// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Signals;
import dev.coracle.kubelet.shell.syntax.Quoting;
import java.util.List;
import java.util.Optional;

/** The built-in commands about signals and background jobs. */
final class JobBuiltins {

  private JobBuiltins() {}

  static int trap(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    if (arguments.isEmpty()) {
      var listing = new StringBuilder();
      state
          .traps()
          .forEach(
              (signal, command) ->
                  listing.append("trap -- %s %s\n".formatted(Quoting.single(command), signal)));
      return Builtins.print(shell, listing.toString());
    }
    List<String> operands =
        arguments.get(0).equals("--") ? arguments.subList(1, arguments.size()) : arguments;
    boolean resets =
        operands.get(0).equals("-") || operands.size() == 1 || operands.get(0).matches("[0-9]+");
    int first = resets && !operands.get(0).equals("-") ? 0 : 1;
    for (String signal : operands.subList(first, operands.size())) {
      String name = Signals.name(signal);
      if (resets) {
        state.traps().remove(name);
        shell.session().signals().untrap(name);
      } else {
        state.traps().put(name, operands.get(0));
        shell.session().signals().trap(name);
      }
    }
    return 0;
  }

  static int await(Interpreter shell, List<String> arguments) {
    if (arguments.isEmpty()) {
      int status = 0;
      for (long pid : shell.jobs().running()) {
        status = shell.jobs().find(pid).map(shell.jobs()::await).orElse(0);
      }
      // Without operands the status is 0, unless a signal has ended the wait.
      return shell.jobs().running().isEmpty() ? 0 : status;
    }
    int status = 127;
    for (String argument : arguments) {
      status = job(shell, argument).map(shell.jobs()::await).orElse(127);
    }
    return status;
  }

  static int kill(Interpreter shell, List<String> arguments) {
    String signal = "TERM";
    int status = 0;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-s") && i + 1 < arguments.size()) {
        signal = arguments.get(++i);
      } else if (argument.startsWith("-")) {
        signal = argument.substring(1);
      } else if (!send(shell, argument, signal)) {
        shell.message("kill: can't kill pid " + argument + ": No such process");
        status = 1;
      }
    }
    return status;
  }

  private static boolean send(Interpreter shell, String pid, String signal) {
    Optional<Jobs.Job> job = job(shell, pid);
    if (job.isPresent()) {
      boolean alive = !job.get().isDone();
      if (!signal.equals("0")) {
        job.get().kill(Signals.number(signal));
      }
      return alive;
    }
    if (!pid.equals(String.valueOf(shell.session().pid()))) {
      return pid.matches("[0-9]+")
          && shell.session().processes().send(Long.parseLong(pid), Signals.name(signal));
    }
    boolean taken = signal.equals("0") || shell.session().signal(signal);
    if (!taken) {
      shell.task().kill(Signals.number(signal));
      shell.checkpoint();
    }
    shell.runPendingTraps();
    return true;
  }

  private static Optional<Jobs.Job> job(Interpreter shell, String pid) {
    if (pid.startsWith("%")) {
      List<Long> running = shell.jobs().running();
      return running.isEmpty()
          ? Optional.empty()
          : shell.jobs().find(running.get(running.size() - 1));
    }
    return pid.matches("[0-9]{1,18}") ? shell.jobs().find(Long.parseLong(pid)) : Optional.empty();
  }
}

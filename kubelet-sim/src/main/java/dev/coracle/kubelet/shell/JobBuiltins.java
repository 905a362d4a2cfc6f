// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ShellTask;
import dev.coracle.kubelet.shell.process.Signals;
import dev.coracle.kubelet.shell.syntax.Quoting;
import java.util.List;
import java.util.Locale;
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
      if (!Signals.isKnown(signal)) {
        shell.message("trap: " + signal + ": invalid signal specification");
        return 1;
      }
      if (resets) {
        state.traps().remove(name);
        shell.task().signals().untrap(name);
      } else {
        state.traps().put(name, operands.get(0));
        shell.task().signals().trap(name);
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
    if (!arguments.isEmpty() && arguments.get(0).equals("-l")) {
      return list(shell, arguments.subList(1, arguments.size()));
    }
    if (arguments.isEmpty()) {
      shell.message("you need to specify whom to kill");
      return 1;
    }
    String signal = "TERM";
    int status = 0;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("-")) {
        boolean apart = argument.equals("-s") && i + 1 < arguments.size();
        signal = apart ? arguments.get(++i) : argument.substring(1);
        if (!Signals.isKnown(signal)) {
          shell.message("bad signal name '" + signal + "'");
          return 1;
        }
      } else if (!argument.matches("%.*|[0-9]{1,18}")) {
        shell.message("invalid number '" + argument + "'");
        status = 1;
      } else if (!send(shell, argument, signal)) {
        shell.message("kill: can't kill pid " + argument + ": No such process");
        status = 1;
      }
    }
    return status;
  }

  /** {@code kill -l}: the names of signals by their numbers, and the other way round. */
  private static int list(Interpreter shell, List<String> signals) {
    if (signals.isEmpty()) {
      List<String> names = Signals.names();
      for (int i = 0; i < names.size(); i++) {
        Builtins.print(shell, String.format(Locale.ROOT, "%2d) %s%n", i + 1, names.get(i)));
      }
      return 0;
    }
    for (String signal : signals) {
      boolean number = signal.matches("[0-9]{1,3}");
      // A status of 128 and more is that of a signal.
      String given = number ? String.valueOf(Integer.parseInt(signal) & 0x7f) : signal;
      Builtins.print(
          shell, (number ? Signals.name(given) : String.valueOf(Signals.number(given))) + "\n");
    }
    return 0;
  }

  static int jobs(Interpreter shell, List<String> arguments) {
    Builtins.print(shell, shell.jobs().listing(arguments));
    return 0;
  }

  private static boolean send(Interpreter shell, String pid, String signal) {
    Optional<Jobs.Job> job = job(shell, pid);
    if (job.isPresent()) {
      return send(job.get(), signal);
    }
    if (!pid.matches("[0-9]{1,18}")) {
      return false;
    }
    long number = Long.parseLong(pid);
    Optional<ShellTask> process = shell.session().table().find(number);
    if (process.isEmpty()) {
      return shell.session().processes().send(number, Signals.name(signal));
    }
    if (!Signals.name(signal).equals("EXIT")) {
      process.get().signal(signal);
      // It may have been the shell itself.
      shell.checkpoint();
    }
    shell.runPendingTraps();
    return true;
  }

  private static boolean send(Jobs.Job job, String signal) {
    boolean alive = !job.isDone();
    if (alive && !Signals.name(signal).equals("EXIT")) {
      job.signal(signal);
    }
    return alive;
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

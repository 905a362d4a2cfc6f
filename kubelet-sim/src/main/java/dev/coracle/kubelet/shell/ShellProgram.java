// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.syntax.CommandReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program {@code sh}, by whatever name. */
final class ShellProgram {

  private ShellProgram() {}

  static int run(ShellProcess process) throws IOException {
    var shell = shell(process, process.name());
    List<String> arguments = process.args();
    int i = 0;
    boolean command = false;
    boolean interactive = process.isTerminal(0);
    boolean fromInput = false;
    while (i < arguments.size() && arguments.get(i).matches("[-+].+")) {
      String option = arguments.get(i++);
      if (option.equals("--")) {
        break;
      }
      if (option.startsWith("--")) {
        continue;
      }
      command |= option.startsWith("-") && option.indexOf('c') > 0;
      interactive |= option.startsWith("-") && option.indexOf('i') > 0;
      fromInput |= option.startsWith("-") && option.indexOf('s') > 0;
      boolean named = option.endsWith("o") && i < arguments.size();
      SetBuiltin.apply(shell.state(), option, named ? arguments.get(i++) : "");
    }
    List<String> rest = arguments.subList(i, arguments.size());
    if (command) {
      return runCommand(process, shell, rest);
    }
    if (rest.isEmpty() && interactive) {
      return new InteractiveShell(shell, process).run();
    }
    if (rest.isEmpty() || fromInput) {
      shell.state().setArguments(rest);
      return shell.runScript(new CommandReader(process.in(), () -> {}));
    }
    return runFile(process, shell, rest);
  }

  private static int runCommand(ShellProcess process, Interpreter shell, List<String> rest)
      throws IOException {
    if (rest.isEmpty()) {
      process.error("-c requires an argument");
      return 2;
    }
    if (rest.size() > 1) {
      shell.state().rename(rest.get(1));
      shell.state().setArguments(rest.subList(2, rest.size()));
    }
    return shell.runScript(rest.get(0));
  }

  private static int runFile(ShellProcess process, Interpreter shell, List<String> rest)
      throws IOException {
    Path file = process.path(rest.get(0));
    if (!Files.isRegularFile(file)) {
      process.printError(
          shell.state().isBash()
              ? "%s: %s: No such file or directory\n".formatted(process.name(), rest.get(0))
              : "%s: can't open '%s': No such file or directory\n"
                  .formatted(process.name(), rest.get(0)));
      return shell.state().isBash() ? 127 : 2;
    }
    shell.state().rename(rest.get(0));
    shell.state().setArguments(rest.subList(1, rest.size()));
    return shell.runScript(Files.readString(file));
  }

  private static Interpreter shell(ShellProcess process, String name) {
    var state = new ShellState(process.session(), name, process);
    return new Interpreter(process.session(), process.task(), state);
  }
}

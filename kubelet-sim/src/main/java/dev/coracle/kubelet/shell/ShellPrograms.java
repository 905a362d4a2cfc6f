// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The programs that are the shell, or one of its commands run without it. */
public final class ShellPrograms {

  private static final Map<String, Program> ALL =
      Map.of(
          "sh", ShellProgram::run,
          "ash", ShellProgram::run,
          "bash", ShellProgram::run,
          "test", process -> test(process, process.args()),
          "[", ShellPrograms::bracket,
          "kill", ShellPrograms::kill);

  private ShellPrograms() {}

  /** Each by its name. */
  public static Map<String, Program> all() {
    return ALL;
  }

  private static int bracket(ShellProcess process) throws IOException {
    List<String> args = process.args();
    if (args.isEmpty() || !args.get(args.size() - 1).equals("]")) {
      process.error("missing ]");
      return 2;
    }
    return test(process, args.subList(0, args.size() - 1));
  }

  private static int test(ShellProcess process, List<String> expression) {
    return new TestExpression(process.directory(), process::isTerminal).evaluate(expression)
        ? 0
        : 1;
  }

  private static int kill(ShellProcess process) {
    var state = new ShellState(process.session(), process.name(), process);
    return JobBuiltins.kill(
        new Interpreter(process.session(), process.task(), state), process.args());
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Quoting;
import java.util.List;

/** The options of a shell, as {@code set} and the command line give them. */
final class SetBuiltin {

  private SetBuiltin() {}

  static int run(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    if (arguments.isEmpty()) {
      var listing = new StringBuilder();
      state
          .variables()
          .forEach(
              (name, value) ->
                  listing.append(name).append('=').append(Quoting.single(value)).append('\n'));
      return Builtins.print(shell, listing.toString());
    }
    int i = 0;
    while (i < arguments.size() && arguments.get(i).matches("[-+][a-zA-Z]+")) {
      String option = arguments.get(i++);
      boolean named = option.endsWith("o") && i < arguments.size();
      apply(state, option, named ? arguments.get(i++) : "");
    }
    boolean ended = i < arguments.size() && arguments.get(i).matches("--?");
    if (ended || i < arguments.size()) {
      state.setArguments(arguments.subList(ended ? i + 1 : i, arguments.size()));
    }
    return 0;
  }

  static void apply(ShellState state, String option, String longName) {
    boolean on = option.startsWith("-");
    for (int at = 0; at < option.substring(1).length(); at++) {
      char letter = option.substring(1).charAt(at);
      if (letter == 'o') {
        apply(state, longName, on);
      } else if ("aefnuxvC".indexOf(letter) >= 0) {
        state.setOption(letter, on);
      }
    }
  }

  private static void apply(ShellState state, String name, boolean on) {
    switch (name) {
      case "errexit" -> state.setOption('e', on);
      case "nounset" -> state.setOption('u', on);
      case "xtrace" -> state.setOption('x', on);
      case "noglob" -> state.setOption('f', on);
      case "noclobber" -> state.setOption('C', on);
      case "noexec" -> state.setOption('n', on);
      case "allexport" -> state.setOption('a', on);
      case "pipefail" -> state.setOption('P', on);
      default -> {
        // The others (vi, monitor, posix...) change nothing here.
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Quoting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options of a shell, as {@code set} and the command line give them. */
final class SetBuiltin {

  /** The options by their long names, in the order in which they are listed. */
  private static final Map<String, Character> LONG_NAMES = longNames();

  private SetBuiltin() {}

  private static Map<String, Character> longNames() {
    var names = new LinkedHashMap<String, Character>();
    names.put("errexit", 'e');
    names.put("noglob", 'f');
    names.put("noexec", 'n');
    names.put("xtrace", 'x');
    names.put("verbose", 'v');
    names.put("noclobber", 'C');
    names.put("allexport", 'a');
    names.put("nounset", 'u');
    names.put("pipefail", 'P');
    return names;
  }

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
    if (arguments.equals(List.of("-o"))) {
      LONG_NAMES.forEach(
          (name, letter) ->
              Builtins.print(
                  shell,
                  String.format(
                      Locale.ROOT, "%-15s %s%n", name, state.option(letter) ? "on" : "off")));
      return 0;
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
    // The others (vi, monitor, posix...) change nothing here.
    Optional.ofNullable(LONG_NAMES.get(name)).ifPresent(letter -> state.setOption(letter, on));
  }
}

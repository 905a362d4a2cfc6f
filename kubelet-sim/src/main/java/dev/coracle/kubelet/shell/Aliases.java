// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.Quoting;
import dev.coracle.kubelet.shell.syntax.ShellParser;
import dev.coracle.kubelet.shell.syntax.ShellSyntaxException;
import dev.coracle.kubelet.shell.syntax.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Words that stand for the beginning of a command. Only those of simple commands are known: what
 * else an alias may hold is looked at when a line is read, and here it has been read already.
 */
final class Aliases {

  private Aliases() {}

  /** The words of a command, with its first one replaced as long as that is an alias. */
  static List<Word> expand(List<Word> words, ShellState state) {
    if (state.aliases().isEmpty()) {
      return words;
    }
    Set<String> seen = new HashSet<>();
    List<Word> expanded = words;
    for (Optional<String> name = plain(expanded); name.isPresent(); name = plain(expanded)) {
      String text = state.aliases().get(name.get());
      if (text == null || !seen.add(name.get())) {
        return expanded;
      }
      expanded = replaced(text, expanded);
    }
    return expanded;
  }

  private static Optional<String> plain(List<Word> words) {
    return !words.isEmpty()
            && words.get(0).parts().size() == 1
            && words.get(0).parts().get(0) instanceof Word.Literal literal
            && !literal.quoted()
        ? Optional.of(literal.text())
        : Optional.empty();
  }

  private static List<Word> replaced(String text, List<Word> words) {
    if (!(ShellParser.parse(text) instanceof Command.Sequence sequence)
        || sequence.items().size() != 1
        || !(sequence.items().get(0).command() instanceof Command.Simple simple)
        || !simple.assignments().isEmpty()
        || !simple.redirects().isEmpty()) {
      throw new ShellSyntaxException("alias of more than one simple command: " + text);
    }
    var all = new ArrayList<>(simple.words());
    all.addAll(words.subList(1, words.size()));
    return all;
  }

  /** The builtin {@code alias}. */
  static int define(Interpreter shell, List<String> arguments) {
    var aliases = shell.state().aliases();
    if (arguments.isEmpty()) {
      aliases.forEach((name, text) -> print(shell, name, text));
    }
    int status = 0;
    for (String argument : arguments) {
      int equals = argument.indexOf('=', 1);
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals > 0) {
        aliases.put(name, argument.substring(equals + 1));
      } else if (aliases.containsKey(name)) {
        print(shell, name, aliases.getOrDefault(name, ""));
      } else {
        shell.message("alias: " + name + " not found");
        status = 1;
      }
    }
    return status;
  }

  private static void print(Interpreter shell, String name, String text) {
    Builtins.print(shell, name + "=" + Quoting.single(text) + "\n");
  }

  /** The builtin {@code unalias}. */
  static int remove(Interpreter shell, List<String> arguments) {
    int status = 0;
    for (String name : arguments) {
      if (name.equals("-a")) {
        shell.state().aliases().clear();
      } else if (shell.state().aliases().remove(name) == null) {
        shell.message("unalias: " + name + " not found");
        status = 1;
      }
    }
    return status;
  }
}

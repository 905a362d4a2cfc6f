// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.List;

/** The builtin {@code getopts}: one option at a call, from clusters such as {@code -ab value}. */
final class Getopts {

  private final Interpreter shell;
  private final String letters;
  private final String name;
  private final List<String> words;
  private int index;
  private int at;

  private Getopts(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    this.shell = shell;
    this.letters = arguments.get(0);
    this.name = arguments.get(1);
    this.words = arguments.size() > 2 ? arguments.subList(2, arguments.size()) : state.arguments();
    String counted = state.get("OPTIND").orElse("1");
    this.index = counted.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(counted) : 1;
    this.at = state.optionAt();
  }

  static int run(Interpreter shell, List<String> arguments) {
    if (arguments.size() < 2) {
      throw shell.fail("getopts: usage: getopts optstring var [arg]", 2);
    }
    var getopts = new Getopts(shell, arguments);
    int status = getopts.next();
    shell.state().setOptionAt(getopts.index, getopts.at);
    return status;
  }

  private int next() {
    String word = index <= words.size() ? words.get(index - 1) : "";
    if (at == 0 || at >= word.length()) {
      at = 1;
      if (word.length() < 2 || word.charAt(0) != '-' || word.equals("--")) {
        return ended(word);
      }
    }
    char letter = word.charAt(at++);
    String rest = word.substring(at);
    int place = letter == ':' ? -1 : letters.indexOf(letter);
    if (rest.isEmpty()) {
      nextWord();
    }
    if (place < 0) {
      return refused("?", letter, "Illegal option -" + letter);
    }
    if (!letters.startsWith(":", place + 1)) {
      return found(letter, "");
    }
    if (!rest.isEmpty()) {
      nextWord();
      return found(letter, rest);
    }
    if (index > words.size()) {
      return refused(":", letter, "No arg for -" + letter + " option");
    }
    return found(letter, words.get(index++ - 1));
  }

  private int ended(String word) {
    at = 0;
    index += word.equals("--") ? 1 : 0;
    shell.state().set(name, "?");
    return 1;
  }

  private void nextWord() {
    index++;
    at = 0;
  }

  private int found(char letter, String value) {
    shell.state().set(name, String.valueOf(letter));
    shell.state().set("OPTARG", value);
    return 0;
  }

  /** With a colon before the letters, the script says it itself. */
  private int refused(String quietly, char letter, String message) {
    if (letters.startsWith(":")) {
      shell.state().set(name, quietly);
      shell.state().set("OPTARG", String.valueOf(letter));
    } else {
      shell.state().set(name, "?");
      shell.state().unset("OPTARG");
      shell.message(message);
    }
    return 0;
  }
}

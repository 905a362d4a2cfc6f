// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The builtin {@code umask}: the permissions that new files do not get. */
final class Umask {

  private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)([-+=])([rwx]*)");

  private Umask() {}

  static int run(Interpreter shell, List<String> arguments) {
    int umask = shell.state().umask();
    if (arguments.isEmpty()) {
      return Builtins.print(shell, String.format(Locale.ROOT, "%04o\n", umask));
    }
    String mode = arguments.get(0);
    if (mode.equals("-S")) {
      return Builtins.print(shell, symbolic(~umask & 0777) + "\n");
    }
    int allowed = mode.matches("[0-7]{1,4}") ? ~Integer.parseInt(mode, 8) : ~umask & 0777;
    if (!mode.matches("[0-7]+")) {
      for (String clause : mode.split(",")) {
        Matcher matcher = CLAUSE.matcher(clause);
        if (!matcher.matches()) {
          throw shell.fail("umask: illegal mode: " + mode, 2);
        }
        allowed = changed(allowed, matcher.group(1), matcher.group(2), matcher.group(3));
      }
    }
    shell.state().setUmask(~allowed & 0777);
    return 0;
  }

  private static int changed(int allowed, String who, String operator, String letters) {
    int bits = 0;
    for (int i = 0; i < letters.length(); i++) {
      bits |= 4 >> "rwx".indexOf(letters.charAt(i));
    }
    int scope = 0;
    String whom = who.isEmpty() || who.contains("a") ? "ugo" : who;
    for (int i = 0; i < whom.length(); i++) {
      scope |= 0700 >> 3 * "ugo".indexOf(whom.charAt(i));
    }
    int mask = (bits << 6 | bits << 3 | bits) & scope;
    return switch (operator) {
      case "+" -> allowed | mask;
      case "-" -> allowed & ~mask;
      default -> (allowed & ~scope) | mask;
    };
  }

  private static String symbolic(int allowed) {
    var text = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      int bits = allowed >> (6 - 3 * i) & 7;
      text.append(i == 0 ? "" : ",").append("ugo".charAt(i)).append('=');
      text.append((bits & 4) != 0 ? "r" : "").append((bits & 2) != 0 ? "w" : "");
      text.append((bits & 1) != 0 ? "x" : "");
    }
    return text.toString();
  }
}

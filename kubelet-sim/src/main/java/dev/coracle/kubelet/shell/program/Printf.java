// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.syntax.Escapes;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format strings of {@code printf}. */
final class Printf {

  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ 0#]*)([0-9]*)((?:\\.[0-9]+)?)([%sdiuoxXcbfeg])");

  private Printf() {}

  /** Formats once, and takes what it uses from the arguments. */
  static String format(String format, List<String> arguments) {
    String text = Escapes.expand(format, true);
    Matcher matcher = DIRECTIVE.matcher(text);
    var out = new StringBuilder();
    int next = 0;
    while (matcher.find()) {
      out.append(text, next, matcher.start());
      out.append(directive(matcher, arguments));
      next = matcher.end();
    }
    return out.append(text.substring(next)).toString();
  }

  private static String directive(Matcher matcher, List<String> arguments) {
    char kind = matcher.group(4).charAt(0);
    if (kind == '%') {
      return "%";
    }
    String argument = arguments.isEmpty() ? "" : arguments.remove(0);
    String flags = matcher.group(1) + matcher.group(2);
    return switch (kind) {
      case 's' -> String.format(Locale.ROOT, "%" + flags + matcher.group(3) + "s", argument);
      case 'b' -> Escapes.expand(argument, false);
      case 'c' -> argument.isEmpty() ? "" : argument.substring(0, 1);
      case 'f', 'e', 'g' ->
          String.format(Locale.ROOT, "%" + flags + matcher.group(3) + kind, decimal(argument));
      case 'd', 'i', 'u' -> String.format(Locale.ROOT, "%" + flags + "d", number(argument));
      default -> String.format(Locale.ROOT, "%" + flags + kind, number(argument));
    };
  }

  private static long number(String text) {
    try {
      if (text.startsWith("'") || text.startsWith("\"")) {
        return text.length() > 1 ? text.charAt(1) : 0;
      }
      return text.isEmpty() ? 0 : Long.decode(text);
    } catch (NumberFormatException e) {
      throw new TestException(text + ": invalid number");
    }
  }

  private static double decimal(String text) {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TestException(text + ": invalid number");
    }
  }
}

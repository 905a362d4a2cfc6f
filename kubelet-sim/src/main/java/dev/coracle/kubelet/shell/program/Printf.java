// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.syntax.Escapes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format strings of {@code printf}, and the arguments that they take one after the other. */
final class Printf {

  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ 0#]*)([0-9]*|\\*)((?:\\.[0-9]+)?)([%sdiuoxXcbfeg])");

  private final Deque<String> arguments;
  private final List<String> complaints = new ArrayList<>();
  private boolean used;

  Printf(List<String> arguments) {
    this.arguments = new ArrayDeque<>(arguments);
  }

  /** Whether arguments are left that the format may still take. */
  boolean goesOn() {
    return used && !arguments.isEmpty();
  }

  /** What was wrong with arguments; they are taken for 0. */
  List<String> complaints() {
    return complaints;
  }

  /** Formats once. */
  String format(String format) {
    String text = Escapes.expand(format, true);
    Matcher matcher = DIRECTIVE.matcher(text);
    var out = new StringBuilder();
    int next = 0;
    while (matcher.find()) {
      out.append(text, next, matcher.start());
      out.append(directive(matcher));
      next = matcher.end();
    }
    return out.append(text.substring(next)).toString();
  }

  private String argument() {
    used |= !arguments.isEmpty();
    return arguments.isEmpty() ? "" : arguments.remove();
  }

  private String directive(Matcher matcher) {
    char kind = matcher.group(4).charAt(0);
    if (kind == '%') {
      return "%";
    }
    boolean star = matcher.group(2).equals("*");
    String flags =
        matcher.group(1) + (star ? String.valueOf(number(argument())) : matcher.group(2));
    String precision = matcher.group(3);
    String argument = argument();
    return switch (kind) {
      case 's' -> String.format(Locale.ROOT, "%" + flags + precision + "s", argument);
      case 'b' -> Escapes.expand(argument, false);
      case 'c' -> argument.isEmpty() ? "" : argument.substring(0, 1);
      case 'f' -> fixed(flags, precision, decimal(argument));
      case 'e', 'g' ->
          String.format(Locale.ROOT, "%" + flags + precision + kind, decimal(argument));
      case 'd', 'i', 'u' -> String.format(Locale.ROOT, "%" + flags + "d", number(argument));
      default -> String.format(Locale.ROOT, "%" + flags + kind, number(argument));
    };
  }

  /** As C rounds: the number that there really is, and halves to the even digit. */
  private static String fixed(String flags, String precision, double number) {
    int digits = precision.isEmpty() ? 6 : Integer.parseInt(precision.substring(1));
    BigDecimal rounded = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%" + flags + "." + digits + "f", rounded);
  }

  private long number(String text) {
    try {
      if (text.startsWith("'") || text.startsWith("\"")) {
        return text.length() > 1 ? text.charAt(1) : 0;
      }
      return Long.decode(text);
    } catch (NumberFormatException e) {
      return invalid(text);
    }
  }

  private double decimal(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : invalid(text);
    } catch (NumberFormatException e) {
      return invalid(text);
    }
  }

  private int invalid(String text) {
    complaints.add("invalid number '" + text + "'");
    return 0;
  }
}

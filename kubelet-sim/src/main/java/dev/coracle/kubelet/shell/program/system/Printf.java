// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.syntax.Conversion;
import dev.coracle.kubelet.shell.syntax.Escapes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format strings of {@code printf}, and the arguments that they take one after the other. */
final class Printf {

  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "%(?:%|b|([-+ 0#]*(?:\\*|[0-9]*)(?:\\.(?:\\*|[0-9]*))?[hlLjzt]*)([a-zA-Z])?)");
  private static final String KINDS = "diuoxXfeEgGcs";
  private static final Pattern INTEGER = Pattern.compile("\\s*[-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)");
  private static final Pattern DECIMAL =
      Pattern.compile("\\s*[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  private final Deque<String> arguments;
  private final List<String> complaints = new ArrayList<>();
  private boolean used;
  private boolean broken;

  Printf(List<String> arguments) {
    this.arguments = new ArrayDeque<>(arguments);
  }

  /** Whether arguments are left that the format may still take. */
  boolean goesOn() {
    return used && !broken && !arguments.isEmpty();
  }

  /** What was wrong with arguments, which are taken for 0, or with the format. */
  List<String> complaints() {
    return complaints;
  }

  /** Formats once; up to what is wrong with the format. */
  String format(String format) {
    String text = Escapes.expand(format, true);
    Matcher matcher = DIRECTIVE.matcher(text);
    var out = new StringBuilder();
    int next = 0;
    while (matcher.find()) {
      out.append(text, next, matcher.start());
      next = matcher.end();
      if (matcher.group().equals("%%")) {
        out.append('%');
      } else if (matcher.group().equals("%b")) {
        out.append(Escapes.expand(argument(), false));
      } else if (matcher.group(2) == null || KINDS.indexOf(matcher.group(2)) < 0) {
        complaints.add(text.substring(matcher.start()) + ": invalid format");
        broken = true;
        return out.toString();
      } else {
        out.append(converted(matcher.group(1), matcher.group(2)));
      }
    }
    return out.append(text.substring(next)).toString();
  }

  private String argument() {
    used |= !arguments.isEmpty();
    return arguments.isEmpty() ? "" : arguments.remove();
  }

  private String converted(String options, String kind) {
    String given = options;
    while (given.contains("*")) {
      given = given.replaceFirst("\\*", Long.toString(number(argument())));
    }
    Conversion conversion = Conversion.parse(given.replace(".-", ".") + kind);
    String argument = argument();
    if (conversion.isInteger()) {
      return conversion.format(number(argument));
    }
    if (conversion.isDecimal()) {
      return conversion.format(decimal(argument));
    }
    boolean character = conversion.kind() == 'c' && argument.length() > 1;
    return conversion.format(character ? argument.substring(0, 1) : argument);
  }

  private long number(String text) {
    if (isCharacter(text)) {
      return text.charAt(1);
    }
    if (!INTEGER.matcher(text).matches()) {
      return invalid(text);
    }
    try {
      return Long.decode(text.strip());
    } catch (NumberFormatException e) {
      return invalid(text);
    }
  }

  private double decimal(String text) {
    if (isCharacter(text)) {
      return text.charAt(1);
    }
    String word = text.strip();
    if (word.matches("(?i)[-+]?inf(inity)?")) {
      return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (word.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    return DECIMAL.matcher(text).matches() ? Double.parseDouble(word) : number(text);
  }

  /** {@code 'a} is the code of the letter. */
  private static boolean isCharacter(String text) {
    return text.length() > 1 && (text.charAt(0) == '\'' || text.charAt(0) == '"');
  }

  private int invalid(String text) {
    complaints.add("invalid number '" + text + "'");
    return 0;
  }
}

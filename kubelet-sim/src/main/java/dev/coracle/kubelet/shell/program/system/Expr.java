// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.util.List;

/** The program {@code expr}. */
final class Expr {

  private static final List<List<String>> LEVELS =
      List.of(
          List.of("|"),
          List.of("&"),
          List.of("=", "==", "!=", "<", "<=", ">", ">="),
          List.of("+", "-"),
          List.of("*", "/", "%"),
          List.of(":"));

  private final List<String> words;
  private int position;

  private Expr(List<String> words) {
    this.words = words;
  }

  static int run(ShellProcess process) throws IOException {
    if (process.args().isEmpty()) {
      process.error("too few arguments");
      return 2;
    }
    try {
      return evaluate(process);
    } catch (TestException e) {
      process.error(Errno.text(e));
      return 2;
    }
  }

  private static int evaluate(ShellProcess process) throws IOException {
    var expression = new Expr(process.args());
    String value = expression.level(0);
    if (expression.position < expression.words.size()) {
      throw new TestException("syntax error");
    }
    process.println(value);
    return isTrue(value) ? 0 : 1;
  }

  private String level(int level) {
    if (level == LEVELS.size()) {
      return primary();
    }
    String left = level(level + 1);
    while (position < words.size() && LEVELS.get(level).contains(words.get(position))) {
      String operator = words.get(position++);
      left = apply(left, operator, level(level + 1));
    }
    return left;
  }

  private String primary() {
    if (position >= words.size()) {
      throw new TestException("syntax error");
    }
    String word = words.get(position++);
    boolean operand = position < words.size();
    switch (operand ? word : "") {
      case "length" -> {
        return String.valueOf(primary().length());
      }
      case "match" -> {
        return match(primary(), primary());
      }
      case "index" -> {
        return String.valueOf(index(primary(), primary()));
      }
      case "substr" -> {
        return substring(primary(), number(primary()), number(primary()));
      }
      case "(" -> {
        return parenthesized();
      }
      default -> {
        return word;
      }
    }
  }

  private String parenthesized() {
    String inner = level(0);
    if (position >= words.size() || !words.get(position++).equals(")")) {
      throw new TestException("syntax error");
    }
    return inner;
  }

  /** Where the first of some characters is, from 1; 0 where there is none. */
  private static int index(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i + 1;
      }
    }
    return 0;
  }

  private static String substring(String text, long start, long length) {
    if (start < 1 || length < 1 || start > text.length()) {
      return "";
    }
    int from = (int) start - 1;
    return text.substring(from, (int) Math.min(text.length(), from + length));
  }

  private static String apply(String left, String operator, String right) {
    return switch (operator) {
      case "|" -> isTrue(left) ? left : right;
      case "&" -> isTrue(left) && isTrue(right) ? left : "0";
      case "+" -> String.valueOf(number(left) + number(right));
      case "-" -> String.valueOf(number(left) - number(right));
      case "*" -> String.valueOf(number(left) * number(right));
      case "/" -> String.valueOf(number(left) / divisor(right));
      case "%" -> String.valueOf(number(left) % divisor(right));
      case ":" -> match(left, right);
      default -> compare(left, operator, right) ? "1" : "0";
    };
  }

  private static boolean compare(String left, String operator, String right) {
    boolean numbers = left.matches("-?[0-9]+") && right.matches("-?[0-9]+");
    int order = numbers ? Long.compare(number(left), number(right)) : left.compareTo(right);
    return switch (operator) {
      case "=", "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static String match(String text, String regex) {
    var matcher = RegexSyntax.compile(regex, false, false).matcher(text);
    boolean matches = matcher.lookingAt();
    if (matcher.groupCount() > 0) {
      return matches ? matcher.group(1) : "";
    }
    return matches ? String.valueOf(matcher.end()) : "0";
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.matches("-?0+");
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TestException("non-numeric argument");
    }
  }

  private static long divisor(String text) {
    long number = number(text);
    if (number == 0) {
      throw new TestException("division by zero");
    }
    return number;
  }
}

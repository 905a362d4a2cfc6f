// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** POSIX regular expressions, translated to those of Java. */
public final class RegexSyntax {

  private RegexSyntax() {}

  /** Compiles a basic or an extended expression. */
  public static Pattern compile(String expression, boolean extended, boolean ignoreCase) {
    try {
      return Pattern.compile(
          translate(expression, extended), ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      throw new TestException("bad regex '" + expression + "': " + e.getDescription());
    }
  }

  /** The inside of a bracket expression, with its classes such as {@code [:digit:]}. */
  public static String characterSet(String set) {
    return set.replace("\\-", "-")
        .replace("\\", "\\\\")
        .replace("[:alpha:]", "\\p{Alpha}")
        .replace("[:digit:]", "\\p{Digit}")
        .replace("[:alnum:]", "\\p{Alnum}")
        .replace("[:upper:]", "\\p{Upper}")
        .replace("[:lower:]", "\\p{Lower}")
        .replace("[:space:]", "\\s")
        .replace("[:blank:]", " \\t")
        .replace("[:punct:]", "\\p{Punct}")
        .replace("[:xdigit:]", "\\p{XDigit}")
        .replace("[:print:]", "\\p{Print}")
        .replace("[", "\\[")
        .replace("]", "\\]")
        .replace("&&", "&\\&");
  }

  private static String translate(String expression, boolean extended) {
    var regex = new StringBuilder();
    int i = 0;
    while (i < expression.length()) {
      char c = expression.charAt(i);
      char next = i + 1 < expression.length() ? expression.charAt(i + 1) : '\0';
      if (c == '\\' && next != '\0') {
        regex.append(escaped(next, extended));
        i += 2;
      } else if (c == '[') {
        i = bracket(expression, i, regex);
      } else {
        regex.append(plain(c, i == 0, extended));
        i++;
      }
    }
    return regex.toString();
  }

  private static String escaped(char c, boolean extended) {
    if (!extended && "(){}+?|".indexOf(c) >= 0) {
      return String.valueOf(c);
    }
    return c == '<' || c == '>' ? "\\b" : "\\" + c;
  }

  private static String plain(char c, boolean first, boolean extended) {
    boolean literal = !extended && ("(){}+?|".indexOf(c) >= 0 || (c == '*' && first));
    return literal ? "\\" + c : String.valueOf(c);
  }

  private static int bracket(String expression, int start, StringBuilder regex) {
    int from = expression.startsWith("^", start + 1) ? start + 2 : start + 1;
    int end = from + 1;
    while (end < expression.length() && expression.charAt(end) != ']') {
      int classEnd = expression.startsWith("[:", end) ? expression.indexOf(":]", end) : -1;
      end = classEnd > 0 ? classEnd + 2 : end + 1;
    }
    if (expression.startsWith("[:", from)) {
      int classEnd = expression.indexOf(":]", from);
      end = classEnd > 0 ? expression.indexOf(']', classEnd + 2) : end;
    }
    if (end < 0 || end >= expression.length()) {
      throw new TestException("Unmatched [, [^, [:, [., or [=");
    }
    String set = expression.substring(from, end).replace("\\s", "[:space:]");
    regex.append(from == start + 2 ? "[^" : "[").append(characterSet(set)).append(']');
    return end + 1;
  }
}

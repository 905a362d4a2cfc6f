// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * POSIX regular expressions, translated to those of Java: <a
 * href="https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html">Regular
 * Expressions</a>, with the extensions of the C library ({@code \\w}, {@code \\<}, {@code \\+} in
 * basic ones). What only Java knows ({@code \\d}, {@code *+}, {@code (?:}) means what C makes of
 * it.
 *
 * <p>Of several alternatives Java takes the first that fits, POSIX the longest; that is the one
 * difference left.
 */
public final class RegexSyntax {

  private static final Pattern INTERVAL = Pattern.compile("([0-9]*)(?:(,)([0-9]*))?");

  private final String expression;
  private final boolean extended;
  private final StringBuilder regex = new StringBuilder();
  private int position;
  private int open;
  // Where the last atom begins in the result, and whether it has a quantifier already.
  private int atom = -1;
  private boolean quantified;
  private final java.util.ArrayDeque<Integer> groups = new java.util.ArrayDeque<>();

  private RegexSyntax(String expression, boolean extended) {
    this.expression = expression;
    this.extended = extended;
  }

  /** Compiles a basic or an extended expression. */
  public static Pattern compile(String expression, boolean extended, boolean ignoreCase) {
    try {
      return Pattern.compile(
          new RegexSyntax(expression, extended).translate(),
          Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
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

  private String translate() {
    while (position < expression.length()) {
      char c = expression.charAt(position);
      if (c == '[') {
        atom(bracketed());
      } else if (c == '\\') {
        escaped();
      } else if (extended && "(){|+?".indexOf(c) >= 0) {
        position++;
        special(c);
      } else {
        position++;
        plain(c);
      }
    }
    if (open > 0) {
      throw new TestException("bad regex '" + expression + "': Unmatched ( or \\\\(");
    }
    return regex.toString();
  }

  private String bracketed() {
    var set = new StringBuilder();
    position = bracket(expression, position, set);
    return set.toString();
  }

  private void plain(char c) {
    if (c == '*') {
      quantifier("*");
    } else if (c == '^' && (extended || begins())) {
      anchor("^");
    } else if (c == '$' && (extended || ends())) {
      anchor("\\z");
    } else {
      atom(c == '.' ? "." : Pattern.quote(String.valueOf(c)));
    }
  }

  /** Whether a circumflex here is at the beginning of a basic expression, or of a part of it. */
  private boolean begins() {
    return position == 1
        || expression.startsWith("\\(", position - 3)
        || expression.startsWith("\\|", position - 3);
  }

  private boolean ends() {
    return position == expression.length()
        || expression.startsWith("\\)", position)
        || expression.startsWith("\\|", position);
  }

  private void escaped() {
    if (position + 1 >= expression.length()) {
      throw new TestException("bad regex '" + expression + "': Trailing backslash");
    }
    char c = expression.charAt(position + 1);
    position += 2;
    if (!extended && "(){|+?".indexOf(c) >= 0) {
      special(c);
      return;
    }
    switch (c) {
      case '<' -> anchor("\\b(?=\\w)");
      case '>' -> anchor("\\b(?<=\\w)");
      case 'b', 'B' -> anchor("\\" + c);
      case '`' -> anchor("\\A");
      case '\'' -> anchor("\\z");
      case 'w', 'W', 's', 'S', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> atom("\\" + c);
      case 'n' -> atom("\n");
      case 't' -> atom("\t");
      default -> atom(Pattern.quote(String.valueOf(c)));
    }
  }

  private void special(char c) {
    switch (c) {
      case '(' -> {
        open++;
        groups.push(regex.length());
        regex.append('(');
        atom = -1;
      }
      case ')' -> close();
      case '|' -> {
        regex.append('|');
        atom = -1;
      }
      case '{' -> interval();
      default -> quantifier(String.valueOf(c));
    }
  }

  private void close() {
    if (open == 0) {
      if (!extended) {
        throw new TestException("bad regex '" + expression + "': Unmatched ) or \\\\)");
      }
      atom("\\)");
      return;
    }
    open--;
    regex.append(')');
    atom = groups.pop();
    quantified = false;
  }

  /** {@code {2,3}}; what is none is a brace in an extended expression. */
  private void interval() {
    int end = expression.indexOf(extended ? "}" : "\\}", position);
    String inside = end < 0 ? "" : expression.substring(position, end);
    var matcher = INTERVAL.matcher(inside);
    boolean valid = !inside.isEmpty() && !inside.equals(",") && matcher.matches();
    if (!valid) {
      if (!extended) {
        throw new TestException("bad regex '" + expression + "': Invalid content of \\{\\}");
      }
      atom("\\{");
      return;
    }
    position = end + (extended ? 1 : 2);
    String least = matcher.group(1).isEmpty() ? "0" : matcher.group(1);
    String rest = matcher.group(2) == null ? "" : "," + matcher.group(3);
    quantifier("{" + least + rest + "}");
  }

  /**
   * A star that repeats nothing is a star in a basic expression, and nothing in an extended one.
   */
  private void quantifier(String text) {
    if (atom < 0) {
      if (!extended) {
        atom(Pattern.quote(text));
      }
      return;
    }
    if (quantified) {
      regex.insert(atom, "(?:").append(')');
    }
    regex.append(text);
    quantified = true;
  }

  private void atom(String text) {
    atom = regex.length();
    quantified = false;
    regex.append(text);
  }

  /** A star repeats a place in an extended expression, and is a star after it in a basic one. */
  private void anchor(String text) {
    atom = extended ? regex.length() : -1;
    quantified = false;
    regex.append(text);
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

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of file names and cases: {@code *}, {@code ?}, {@code [a-z]}; backslash escapes. */
public final class ShellPattern {

  private ShellPattern() {}

  public static boolean matches(String pattern, String text) {
    return compile(pattern).matcher(text).matches();
  }

  /** {@code ${value#pattern}} and its like. */
  public static String trim(String value, String pattern, String operator) {
    Pattern regex = compile(pattern);
    boolean longest = operator.length() == 2;
    boolean front = operator.startsWith("#");
    int length = value.length();
    for (int i = 0; i <= length; i++) {
      int cut = longest ? length - i : i;
      String piece = front ? value.substring(0, cut) : value.substring(length - cut);
      if (regex.matcher(piece).matches()) {
        return front ? value.substring(cut) : value.substring(0, length - cut);
      }
    }
    return value;
  }

  /** {@code ${value/pattern/replacement}}. */
  public static String replace(String value, String pattern, String replacement, boolean all) {
    if (pattern.isEmpty()) {
      return value;
    }
    Matcher matcher = compile(pattern).matcher(value);
    String quoted = Matcher.quoteReplacement(replacement);
    return all ? matcher.replaceAll(quoted) : matcher.replaceFirst(quoted);
  }

  public static Pattern compile(String pattern) {
    try {
      return Pattern.compile(regex(pattern), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(pattern));
    }
  }

  private static String regex(String pattern) {
    var regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int end = c == '[' ? bracketEnd(pattern, i) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        bracket(pattern.substring(i + 1, end), regex);
        i = end;
      } else if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      i++;
    }
    return regex.toString();
  }

  private static int bracketEnd(String pattern, int start) {
    int from = start + 1;
    if (from < pattern.length() && "!^".indexOf(pattern.charAt(from)) >= 0) {
      from++;
    }
    int i = from;
    while (i < pattern.length() && (pattern.charAt(i) != ']' || i == from)) {
      i +=
          pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0
              ? pattern.indexOf(":]", i) + 2 - i
              : 1;
    }
    return i < pattern.length() ? i : -1;
  }

  private static void bracket(String content, StringBuilder regex) {
    boolean negated = content.startsWith("!") || content.startsWith("^");
    String set = negated ? content.substring(1) : content;
    regex.append(negated ? "[^" : "[").append(RegexSyntax.characterSet(set)).append(']');
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The inside of an s command.
 *
 * @param which the match that is replaced, and with {@code all} those after it
 */
record SedSubstitution(
    Pattern pattern, String replacement, int which, boolean all, boolean prints) {

  static SedSubstitution of(
      String expression, String replacement, String flags, char delimiter, boolean extended)
      throws UsageException {
    String own = String.valueOf(delimiter);
    String digits = flags.replaceAll("[^0-9]", "");
    if (digits.length() > 6 || digits.equals("0")) {
      throw new UsageException("bad option in substitution expression");
    }
    return new SedSubstitution(
        RegexSyntax.compile(
            expression.replace("\\" + own, own),
            extended,
            flags.contains("i") || flags.contains("I")),
        replacement.replace("\\" + own, own.equals("&") ? "\\&" : own),
        digits.isEmpty() ? 1 : Integer.parseInt(digits),
        flags.contains("g"),
        flags.contains("p"));
  }

  /** The line with its matches replaced; empty if there is none to replace. */
  Optional<String> applyTo(String line) {
    Matcher matcher = pattern.matcher(line);
    var out = new StringBuilder();
    int copied = 0;
    int count = 0;
    boolean replaced = false;
    while (matcher.find()) {
      boolean beside = matcher.end() == matcher.start() && matcher.start() == copied && count > 0;
      if (beside && matcher.start() > 0) {
        // An empty match right after another is none.
        continue;
      }
      count++;
      if (count >= which && (all || !replaced)) {
        out.append(line, copied, matcher.start());
        expand(matcher, out);
        copied = matcher.end();
        replaced = true;
      }
    }
    return replaced ? Optional.of(out.append(line.substring(copied)).toString()) : Optional.empty();
  }

  private void expand(Matcher matcher, StringBuilder out) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      if (c == '&') {
        out.append(matcher.group());
      } else if (c == '\\' && i + 1 < replacement.length()) {
        escaped(replacement.charAt(++i), matcher, out);
      } else {
        out.append(c);
      }
    }
  }

  private static void escaped(char c, Matcher matcher, StringBuilder out) {
    if (!Character.isDigit(c)) {
      out.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
    } else if (c - '0' <= matcher.groupCount()) {
      String group = matcher.group(c - '0');
      out.append(group == null ? "" : group);
    }
  }

  /** The characters of a y command. */
  static String unescaped(String text, char delimiter) {
    return text.replace("\\" + delimiter, String.valueOf(delimiter))
        .replace("\\n", "\n")
        .replace("\\\\", "\\");
  }
}

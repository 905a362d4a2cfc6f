// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Expression.Place;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions that replace what matches: {@code sub}, {@code gsub} and {@code gensub}. */
final class Substitution {

  private static final Expression RECORD =
      new Expression.Field(new Expression.Constant(Values.ZERO));

  private final Run run;
  private final Evaluator evaluator;

  Substitution(Run run, Evaluator evaluator) {
    this.run = run;
    this.evaluator = evaluator;
  }

  /** A text with what was replaced in it. */
  private record Replaced(String text, int count) {}

  /** Replaces in place, the first match or all; how many there were. */
  Value sub(List<Expression> given, boolean all) {
    Pattern pattern = evaluator.pattern(BuiltIns.argument(given, 0));
    String replacement = evaluator.text(BuiltIns.argument(given, 1));
    Expression target = given.size() > 2 ? given.get(2) : RECORD;
    Replaced replaced = replace(pattern, replacement, evaluator.text(target), all ? 0 : 1, false);
    if (replaced.count() > 0 && target instanceof Place place) {
      evaluator.assign(place, Values.of(replaced.text()));
    }
    return Values.of(replaced.count());
  }

  /** Replaces in a copy; which match says a number, and all of them {@code g}. */
  Value general(List<Expression> given) {
    Pattern pattern = evaluator.pattern(BuiltIns.argument(given, 0));
    String replacement = evaluator.text(BuiltIns.argument(given, 1));
    String which = given.size() > 2 ? evaluator.text(given.get(2)) : "1";
    String text =
        given.size() > 3
            ? evaluator.text(given.get(3))
            : run.variables().text(run.fields().record());
    boolean all = which.toLowerCase(Locale.ROOT).startsWith("g");
    int number = all ? 0 : Math.max(1, (int) Numerals.prefix(which));
    return Values.of(replace(pattern, replacement, text, number, true).text());
  }

  /**
   * Replaces matches.
   *
   * @param number which match to replace; 0 for all
   * @param groups whether {@code \1} in the replacement is a group of the match
   */
  private static Replaced replace(
      Pattern pattern, String replacement, String text, int number, boolean groups) {
    Matcher matcher = pattern.matcher(text);
    var out = new StringBuilder();
    int next = 0;
    int seen = 0;
    int count = 0;
    while (matcher.find()) {
      seen++;
      if (number == 0 || seen == number) {
        count++;
        out.append(text, next, matcher.start());
        append(out, replacement, matcher, groups);
        next = matcher.end();
      }
      if (seen == number) {
        break;
      }
    }
    return new Replaced(out.append(text.substring(next)).toString(), count);
  }

  private static void append(
      StringBuilder out, String replacement, Matcher matcher, boolean groups) {
    int at = 0;
    while (at < replacement.length()) {
      char c = replacement.charAt(at++);
      if (c == '&') {
        out.append(matcher.group());
        continue;
      }
      if (c != '\\' || at == replacement.length()) {
        out.append(c);
        continue;
      }
      char escaped = replacement.charAt(at++);
      if (groups && Character.isDigit(escaped)) {
        int group = escaped - '0';
        boolean there = group <= matcher.groupCount() && matcher.group(group) != null;
        out.append(there ? matcher.group(group) : "");
      } else {
        out.append(escaped == '&' || escaped == '\\' ? "" : "\\").append(escaped);
      }
    }
  }
}

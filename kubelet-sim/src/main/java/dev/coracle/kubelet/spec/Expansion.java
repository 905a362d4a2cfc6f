// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import java.util.Optional;
import java.util.function.Function;

/** The {@code $(NAME)} references in commands, arguments and environment values. */
public final class Expansion {

  private Expansion() {}

  /** Replaces known references; unknown ones stay, and {@code $$} stands for one dollar sign. */
  public static String expand(String text, Function<String, Optional<String>> values) {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        expanded.append(c);
        at++;
      } else {
        at = reference(text, at, values, expanded);
      }
    }
    return expanded.toString();
  }

  private static int reference(
      String text, int at, Function<String, Optional<String>> values, StringBuilder expanded) {
    char next = text.charAt(at + 1);
    if (next == '$') {
      expanded.append('$');
      return at + 2;
    }
    int end = next == '(' ? text.indexOf(')', at + 2) : -1;
    if (end < 0) {
      expanded.append('$').append(next);
      return at + 2;
    }
    String name = text.substring(at + 2, end);
    expanded.append(values.apply(name).orElse("$(" + name + ")"));
    return end + 1;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** Backslash escapes as {@code printf}, {@code echo -e} and {@code $'...'} know them. */
public final class Escapes {

  private Escapes() {}

  /**
   * The text with its escapes replaced.
   *
   * @param shortOctal whether {@code \101} is a character, not only {@code \0101}
   */
  public static String expand(String text, boolean shortOctal) {
    var out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 >= text.length()) {
        out.append(c);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      if (next == 'x') {
        i = number(text, i + 2, 2, 16, out);
      } else if (next == '0' || (shortOctal && next >= '1' && next <= '7')) {
        i = number(text, next == '0' && !shortOctal ? i + 2 : i + 1, 3, 8, out);
      } else {
        out.append(simple(next));
        i += 2;
      }
    }
    return out.toString();
  }

  /** The text up to {@code \c}, after which nothing is written; all of it where there is none. */
  public static String beforeEnd(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        if (text.charAt(i + 1) == 'c') {
          return text.substring(0, i);
        }
        i++;
      }
    }
    return text;
  }

  private static String simple(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'a' -> "\u0007";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'v' -> "\u000b";
      case 'e' -> "\u001b";
      case '\\' -> "\\";
      case '\'' -> "'";
      case '"' -> "\"";
      default -> "\\" + c;
    };
  }

  private static int number(String text, int start, int digits, int radix, StringBuilder out) {
    int value = 0;
    int i = start;
    while (i < text.length() && i < start + digits && Character.digit(text.charAt(i), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(i), radix);
      i++;
    }
    out.append((char) value);
    return i;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/** Backslash escapes in strings of a program and in assignments of the command line. */
final class EscapedText {

  private EscapedText() {}

  /** The text with its escapes replaced. */
  static String expand(String text) {
    var out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == '\\') {
        at = one(text, at, out);
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  /** Appends what the escape at the place stands for; returns the place after it. */
  static int one(String text, int at, StringBuilder out) {
    if (at + 1 >= text.length()) {
      out.append('\\');
      return at + 1;
    }
    char c = text.charAt(at + 1);
    if (c >= '0' && c <= '7') {
      return code(text, at + 1, 3, 8, out);
    }
    if (c == 'x' && at + 2 < text.length() && Character.digit(text.charAt(at + 2), 16) >= 0) {
      return code(text, at + 2, 2, 16, out);
    }
    int simple = "abfnrtv".indexOf(c);
    out.append(simple < 0 ? c : "\u0007\b\f\n\r\t\u000b".charAt(simple));
    return at + 2;
  }

  private static int code(String text, int start, int digits, int radix, StringBuilder out) {
    int value = 0;
    int at = start;
    while (at < text.length()
        && at < start + digits
        && Character.digit(text.charAt(at), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(at++), radix);
    }
    out.append((char) (value & 0xff));
    return at;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How Go writes values into the messages of Kubernetes. */
public final class GoText {

  private GoText() {}

  /**
   * A string between quotation marks, what cannot be printed escaped, as {@code %q} has it.
   *
   * @see <a href="https://pkg.go.dev/strconv#Quote">strconv.Quote</a>
   */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (c) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case 0x07 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 0x0b -> quoted.append("\\v");
      default -> {
        if (isPrintable(c)) {
          quoted.appendCodePoint(c);
        } else {
          quoted.append(escaped(c));
        }
      }
    }
  }

  private static String escaped(int c) {
    String form = c < ' ' || c == 0x7f ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    return String.format(Locale.ROOT, form, c);
  }

  /** Letters, marks, numbers, punctuation, symbols, and of the spaces that of ASCII. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /**
   * A value as compact JSON that may stand in a page.
   *
   * @see <a href="https://pkg.go.dev/encoding/json#Marshal">json.Marshal</a>
   */
  public static String json(JsonNode value) {
    return Json.text(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}

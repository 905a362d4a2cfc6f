// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.syntax.Conversion;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as they are written. */
final class Numerals {

  /** What C's {@code strtod} takes. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[ \\t\\n\\x0b\\f\\r]*([-+]?)(?:(0[xX][0-9a-fA-F]+)|((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)"
              + "(?:[eE][-+]?[0-9]+)?)|([iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN]))");

  private static final double LARGEST_INTEGER = 9.2e18;

  private Numerals() {}

  /** The number that a text begins with, else 0. */
  static double prefix(String text) {
    int length = text.length();
    if (length > 0 && length < 16 && isDigits(text)) {
      return Long.parseLong(text);
    }
    Matcher matcher = NUMBER.matcher(text);
    return matcher.lookingAt() ? number(matcher) : 0;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether a text is a number from end to end; as in BusyBox, an empty one is the number 0. */
  static boolean isNumber(String text) {
    Matcher matcher = NUMBER.matcher(text);
    int end = matcher.lookingAt() ? matcher.end() : 0;
    return text.substring(end).isBlank();
  }

  /** A number in a program: hexadecimal and octal ones are those of C. */
  static double inProgram(String text) {
    boolean octal = text.matches("0[0-7]+");
    return octal ? (double) Long.parseLong(text, 8) : prefix(text);
  }

  private static double number(Matcher matcher) {
    double size;
    if (matcher.group(2) != null) {
      size = new java.math.BigInteger(matcher.group(2).substring(2), 16).doubleValue();
    } else if (matcher.group(3) != null) {
      size = Double.parseDouble(matcher.group(3));
    } else {
      boolean infinite = matcher.group(4).toLowerCase(Locale.ROOT).startsWith("i");
      size = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return matcher.group(1).equals("-") ? -size : size;
  }

  /** A number as a text: integers as they are, others by the format. */
  static String text(double number, String format) {
    if (number == Math.rint(number) && Math.abs(number) < LARGEST_INTEGER) {
      return Long.toString((long) number);
    }
    try {
      Conversion conversion = Conversion.parse(format);
      return conversion.isInteger() ? conversion.format((long) number) : conversion.format(number);
    } catch (IllegalArgumentException e) {
      throw new AwkException("Invalid format specifier");
    }
  }
}

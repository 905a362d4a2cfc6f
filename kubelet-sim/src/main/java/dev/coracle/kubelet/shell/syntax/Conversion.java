// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One conversion of a format string, such as {@code %-5.2f}, which writes what C's {@code printf}
 * writes: <a
 * href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/fprintf.html">fprintf</a>.
 *
 * @param precision the digits after the point, the least digits of an integer, or the most
 *     characters of a text; negative where none is asked for
 */
public record Conversion(String flags, int width, int precision, char kind) {

  private static final Pattern SYNTAX =
      Pattern.compile("%?([-+ 0#]*)([0-9]*)(?:\\.([0-9]*))?[hlqLjzt]*([a-zA-Z])");

  /** Reads a whole conversion; the percent sign may be missing. */
  public static Conversion parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s (expected: a conversion such as %%5d)".formatted(text));
    }
    String precision = matcher.group(3);
    return new Conversion(
        matcher.group(1),
        number(matcher.group(2), 0),
        precision == null ? -1 : number(precision, 0),
        matcher.group(4).charAt(0));
  }

  private static int number(String digits, int otherwise) {
    return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  /** The same with the width that an argument gave; a negative one means to the left. */
  public Conversion withWidth(int given) {
    return given < 0
        ? new Conversion(flags + "-", -given, precision, kind)
        : new Conversion(flags, given, precision, kind);
  }

  /** The same with the precision that an argument gave; a negative one means none. */
  public Conversion withPrecision(int given) {
    return new Conversion(flags, width, given, kind);
  }

  /** Whether it writes an integer. */
  public boolean isInteger() {
    return "diouxX".indexOf(kind) >= 0;
  }

  /** Whether it writes a number with a point. */
  public boolean isDecimal() {
    return "eEfFgGaA".indexOf(kind) >= 0;
  }

  /** Writes a text. */
  public String format(String text) {
    boolean cut = precision >= 0 && precision < text.length();
    return padded("", cut ? text.substring(0, precision) : text, false);
  }

  /** Writes an integer. */
  public String format(long value) {
    String digits =
        switch (kind) {
          case 'o' -> Long.toOctalString(value);
          case 'x' -> Long.toHexString(value);
          case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
          case 'u' -> Long.toUnsignedString(value);
          default -> value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
        };
    boolean signed = kind == 'd' || kind == 'i';
    if (precision == 0 && value == 0) {
      digits = "";
    }
    digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    String prefix = signed ? sign(value < 0) : "";
    if (has('#') && value != 0) {
      prefix = kind == 'x' ? "0x" : kind == 'X' ? "0X" : prefix;
      digits = kind == 'o' && !digits.startsWith("0") ? "0" + digits : digits;
    }
    return padded(prefix, digits, precision < 0);
  }

  /** Writes a number with a point. */
  public String format(double value) {
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return padded(sign(negative), cased(Double.isNaN(value) ? "nan" : "inf"), false);
    }
    double size = Math.abs(value);
    int digits = precision < 0 ? 6 : precision;
    String text =
        switch (Character.toLowerCase(kind)) {
          case 'e' -> exponential(size, digits);
          case 'g' -> shortest(size, Math.max(1, digits));
          case 'a' -> Double.toHexString(size).replaceFirst("\\.0p", "p").replace("p", "p+");
          default -> fixed(size, digits);
        };
    return padded(sign(negative), cased(text.replace("+-", "-")), true);
  }

  /** C rounds the number that there really is, and halves to the even digit. */
  private String fixed(double size, int digits) {
    String text = new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return digits == 0 && has('#') ? text + "." : text;
  }

  private String exponential(double size, int digits) {
    if (size == 0) {
      return (digits == 0 ? "0" : "0." + "0".repeat(digits)) + "e+00";
    }
    BigDecimal rounded = rounded(size, digits + 1);
    String all = rounded.unscaledValue().toString();
    all += "0".repeat(Math.max(0, digits + 1 - all.length()));
    int exponent = exponent(rounded);
    String mantissa = digits == 0 ? all.substring(0, 1) : all.charAt(0) + "." + all.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    return mantissa + (exponent < 0 ? "e-" : "e+") + (power.length() < 2 ? "0" + power : power);
  }

  private String shortest(double size, int digits) {
    int exponent = size == 0 ? 0 : exponent(rounded(size, digits));
    boolean isFixed = exponent >= -4 && exponent < digits;
    String text = isFixed ? fixed(size, digits - 1 - exponent) : exponential(size, digits - 1);
    if (has('#') || !text.contains(".")) {
      return text;
    }
    int end = text.indexOf('e') < 0 ? text.length() : text.indexOf('e');
    return text.substring(0, end).replaceFirst("\\.?0+$", "") + text.substring(end);
  }

  private static BigDecimal rounded(double size, int digits) {
    return new BigDecimal(size).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }

  private String sign(boolean negative) {
    return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
  }

  private String cased(String text) {
    return Character.isUpperCase(kind) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String padded(String prefix, String text, boolean zeros) {
    int missing = Math.max(0, width - prefix.length() - text.length());
    if (has('-')) {
      return prefix + text + " ".repeat(missing);
    }
    return zeros && has('0')
        ? prefix + "0".repeat(missing) + text
        : " ".repeat(missing) + prefix + text;
  }

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as Go reads them by a layout, element by element, with its words for what does not fit.
 *
 * @see <a href="https://pkg.go.dev/time#Parse">time.Parse</a>
 */
final class GoTime {

  /** How an element of a layout is read. */
  private enum Form {
    LITERAL("."),
    YEAR("\\d{4}"),
    TWO_DIGITS("\\d\\d"),
    HOUR("\\d\\d?"),
    // A fraction may follow where the layout has none.
    SECOND("\\d\\d(?:[.,]\\d+)?"),
    EXACT_SECOND("\\d\\d"),
    MICROS("[.,]\\d{6}"),
    ZONE("Z|[+-]\\d\\d:\\d\\d");

    private final Pattern pattern;

    Form(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }
  }

  private record Element(String text, Form form, String range, int most) {

    static Element literal(String text) {
      return new Element(text, Form.LITERAL, "", 0);
    }
  }

  private static final Element YEAR = new Element("2006", Form.YEAR, "", 0);
  private static final Element MONTH = new Element("01", Form.TWO_DIGITS, "month", 12);
  private static final Element DAY = new Element("02", Form.TWO_DIGITS, "", 0);
  private static final Element HOUR = new Element("15", Form.HOUR, "hour", 23);
  private static final Element MINUTE = new Element("04", Form.TWO_DIGITS, "minute", 59);
  private static final Element ZONE = new Element("Z07:00", Form.ZONE, "", 0);
  private static final Element DASH = Element.literal("-");
  private static final Element COLON = Element.literal(":");
  private static final Element T = Element.literal("T");

  private static final GoTime SECONDS =
      new GoTime(
          List.of(
              YEAR,
              DASH,
              MONTH,
              DASH,
              DAY,
              T,
              HOUR,
              COLON,
              MINUTE,
              COLON,
              new Element("05", Form.SECOND, "second", 59),
              ZONE));
  private static final GoTime MICROSECONDS =
      new GoTime(
          List.of(
              YEAR,
              DASH,
              MONTH,
              DASH,
              DAY,
              T,
              HOUR,
              COLON,
              MINUTE,
              COLON,
              new Element("05", Form.EXACT_SECOND, "second", 59),
              new Element(".000000", Form.MICROS, "", 0),
              ZONE));

  private final List<Element> elements;

  private GoTime(List<Element> elements) {
    this.elements = elements;
  }

  /**
   * A time of RFC 3339, with or without a fraction of its second.
   *
   * @throws TypeMismatch in Go's words, where the text is none
   */
  static Instant seconds(String text) {
    return SECONDS.parse(text);
  }

  /**
   * A time of RFC 3339 with exactly six digits behind its second.
   *
   * @throws TypeMismatch in Go's words, where the text is none
   */
  static Instant micros(String text) {
    return MICROSECONDS.parse(text);
  }

  private Instant parse(String text) {
    StringBuilder normal = new StringBuilder();
    String zone = "";
    int at = 0;
    for (Element element : elements) {
      String found = read(element, text, at);
      at += found.length();
      if (element == ZONE) {
        zone = found;
      } else {
        normal.append(element == HOUR && found.length() == 1 ? "0" : "").append(found);
      }
    }
    if (at < text.length()) {
      throw refused(text, "extra text: " + quote(text.substring(at)));
    }
    try {
      return LocalDateTime.parse(normal.toString().replace(',', '.'))
          .toInstant(ZoneOffset.of(zone));
    } catch (DateTimeException e) {
      throw refused(text, "day out of range");
    }
  }

  private String read(Element element, String text, int at) {
    Matcher found = element.form().pattern.matcher(text).region(at, text.length());
    boolean fits = found.lookingAt();
    if (!fits || element.form() == Form.LITERAL && !found.group().equals(element.text())) {
      throw new TypeMismatch(
          "parsing time %s as %s: cannot parse %s as %s"
              .formatted(
                  quote(text), quote(layout()), quote(text.substring(at)), quote(element.text())));
    }
    if (!element.range().isEmpty() && isOutOfRange(element, found.group())) {
      throw refused(text, element.range() + " out of range");
    }
    return found.group();
  }

  private static boolean isOutOfRange(Element element, String found) {
    int value = Integer.parseInt(found.substring(0, Math.min(2, found.length())));
    return value > element.most() || element == MONTH && value == 0;
  }

  private static TypeMismatch refused(String text, String why) {
    return new TypeMismatch("parsing time " + quote(text) + ": " + why);
  }

  private String layout() {
    StringBuilder layout = new StringBuilder();
    elements.forEach(element -> layout.append(element.text()));
    return layout.toString();
  }

  /**
   * As package time quotes, which has a way of its own: what is not ASCII byte by byte.
   * https://github.com/golang/go/blob/go1.25.0/src/time/format.go (quote)
   */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : text.getBytes(UTF_8)) {
      if (b < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\x%02x", b & 0xff));
      } else {
        quoted.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
      }
    }
    return quoted.append('"').toString();
  }
}

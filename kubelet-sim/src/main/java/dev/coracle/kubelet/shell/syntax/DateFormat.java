// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The directives of C's {@code strftime}, such as {@code %Y}, in UTC and in English. */
public final class DateFormat {

  private DateFormat() {}

  /** The format with its directives replaced; those that are none stay. */
  public static String format(Instant instant, String format) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    var out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 >= format.length()) {
        out.append(c);
        continue;
      }
      out.append(directive(time, format.charAt(++i)));
    }
    return out.toString();
  }

  private static String directive(ZonedDateTime time, char directive) {
    return switch (directive) {
      case 's' -> Long.toString(time.toEpochSecond());
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'C' -> twoDigits(time.getYear() / 100);
      case 'U' -> twoDigits((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
      case 'W' -> twoDigits((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
      case 'V' -> twoDigits(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> twoDigits(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
      default -> patterned(time, directive);
    };
  }

  private static String twoDigits(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  private static String patterned(ZonedDateTime time, char directive) {
    String pattern =
        switch (directive) {
          case 'Y' -> "yyyy";
          case 'y' -> "yy";
          case 'm' -> "MM";
          case 'd' -> "dd";
          case 'e' -> "ppd";
          case 'H' -> "HH";
          case 'k' -> "ppH";
          case 'I' -> "hh";
          case 'l' -> "pph";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'N' -> "nnnnnnnnn";
          case 'j' -> "DDD";
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'b', 'h' -> "MMM";
          case 'B' -> "MMMM";
          case 'p' -> "a";
          case 'P' -> "a";
          case 'F' -> "yyyy-MM-dd";
          case 'D', 'x' -> "MM/dd/yy";
          case 'T', 'X' -> "HH:mm:ss";
          case 'R' -> "HH:mm";
          case 'r' -> "hh:mm:ss a";
          case 'c' -> "EEE MMM ppd HH:mm:ss yyyy";
          case 'Z' -> "'UTC'";
          case 'z' -> "xx";
          default -> "";
        };
    if (pattern.isEmpty()) {
      return "%" + directive;
    }
    String text = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    return directive == 'P' ? text.toLowerCase(Locale.ROOT) : text;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates as {@code date -d} and {@code touch -d} take them: {@code @seconds}, {@code YYYY-MM-DD
 * hh:mm[:ss]}, {@code hh:mm[:ss]} of today and {@code [[YY]YY]MMDDhhmm[.ss]}.
 */
public final class DateText {

  private static final Pattern SECONDS = Pattern.compile("@(-?[0-9]{1,12})");
  private static final Pattern CALENDAR =
      Pattern.compile(
          "(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:[T ](\\d\\d?):(\\d\\d)(?::(\\d\\d)(?:\\.\\d+)?)?)?Z?");
  private static final Pattern CLOCK = Pattern.compile("(\\d\\d?):(\\d\\d)(?::(\\d\\d))?");
  private static final Pattern DIGITS =
      Pattern.compile("(\\d\\d)?(\\d\\d)?(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.(\\d\\d))?");

  private DateText() {}

  /** The time that a text means; what it does not say is that of now. */
  public static Instant parse(String text, Instant now) {
    try {
      return parsed(text.strip(), now.atZone(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new TestException("invalid date '" + text + "'");
    }
  }

  private static Instant parsed(String text, ZonedDateTime now) {
    Matcher seconds = SECONDS.matcher(text);
    if (seconds.matches()) {
      return Instant.ofEpochSecond(Long.parseLong(seconds.group(1)));
    }
    Matcher calendar = CALENDAR.matcher(text);
    if (calendar.matches()) {
      return instant(
          number(calendar, 1, 0),
          number(calendar, 2, 1),
          number(calendar, 3, 1),
          number(calendar, 4, 0),
          number(calendar, 5, 0),
          number(calendar, 6, 0));
    }
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      return instant(
          now.getYear(),
          now.getMonthValue(),
          now.getDayOfMonth(),
          number(clock, 1, 0),
          number(clock, 2, 0),
          number(clock, 3, 0));
    }
    Matcher digits = DIGITS.matcher(text);
    if (!digits.matches()) {
      throw new DateTimeException(text);
    }
    return instant(
        year(digits, now.getYear()),
        number(digits, 3, 1),
        number(digits, 4, 1),
        number(digits, 5, 0),
        number(digits, 6, 0),
        number(digits, 7, 0));
  }

  /** Two digits are a year near 2000, as POSIX has it for {@code touch -t}. */
  private static int year(Matcher digits, int thisYear) {
    if (digits.group(1) == null) {
      return thisYear;
    }
    int first = number(digits, 1, 0);
    if (digits.group(2) != null) {
      return first * 100 + number(digits, 2, 0);
    }
    return first < 69 ? 2000 + first : 1900 + first;
  }

  private static int number(Matcher matcher, int group, int otherwise) {
    return matcher.group(group) == null ? otherwise : Integer.parseInt(matcher.group(group));
  }

  private static Instant instant(int year, int month, int day, int hour, int minute, int second) {
    return LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
  }
}

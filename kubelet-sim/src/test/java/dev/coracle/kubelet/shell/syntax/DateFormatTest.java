// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateFormatTest {

  @ParameterizedTest(name = "{1} at {0}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          2026-01-02T03:04:05Z, %Y-%m-%dT%H:%M:%SZ, 2026-01-02T03:04:05Z
          2026-01-02T03:04:05Z, %F %T %z %Z, 2026-01-02 03:04:05 +0000 UTC
          2026-01-02T03:04:05Z, %c, Fri Jan  2 03:04:05 2026
          2026-01-02T03:04:05Z, "%a %A %b %B %h", "Fri Friday Jan January Jan"
          2026-01-02T15:04:05Z, "%I:%M:%S %p %P", "03:04:05 PM pm"
          2026-01-02T15:04:05Z, %r, 03:04:05 PM
          2026-01-02T15:04:05Z, "%D %x %X %R", "01/02/26 01/02/26 15:04:05 15:04"
          2026-01-02T03:04:05Z, "[%e][%k][%l]", "[ 2][ 3][ 3]"
          2026-01-04T00:00:00Z, "%u %w", "7 0"
          2026-01-02T00:00:00Z, "%U %W %V %G %g", "00 00 01 2026 26"
          2021-01-03T00:00:00Z, "%U %W %V %G %g", "01 00 53 2020 20"
          2026-12-31T00:00:00Z, "%j %C %y", "365 20 26"
          1970-01-02T00:00:00Z, %s, 86400
          1970-01-01T00:00:00Z, 100%%, 100%
          1970-01-01T00:00:00Z, %Q, %Q
          1970-01-01T00:00:00Z, 5%, 5%
          """)
  void directive_isReplacedAsInC(String instant, String format, String text) {
    assertThat(DateFormat.format(Instant.parse(instant), format)).isEqualTo(text);
  }
}

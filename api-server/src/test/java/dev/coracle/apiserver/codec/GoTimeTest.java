// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05+02:00, 2026-01-02T01:04:05Z",
    "2026-01-02T3:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.25Z, 2026-01-02T03:04:05.250Z",
    "'2026-01-02T03:04:05,5Z', 2026-01-02T03:04:05.500Z",
  })
  void time_isRead(String text, String instant) {
    assertThat(GoTime.seconds(text)).hasToString(instant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other | as '2006-01-02T15:04:05Z07:00': cannot parse 'other' as '2006'",
        "2026 | as '2006-01-02T15:04:05Z07:00': cannot parse '' as '-'",
        "2026-1-02T03:04:05Z | as '2006-01-02T15:04:05Z07:00': cannot parse '1-02T03:04:05Z' as '01'",
        "2026-01-02 03:04:05Z | as '2006-01-02T15:04:05Z07:00': cannot parse ' 03:04:05Z' as 'T'",
        "2026-01-02T03:04:05 | as '2006-01-02T15:04:05Z07:00': cannot parse '' as 'Z07:00'",
        "2026-13-02T03:04:05Z | : month out of range",
        "2026-02-30T03:04:05Z | : day out of range",
        "2026-01-02T24:04:05Z | : hour out of range",
        "2026-01-02T03:60:05Z | : minute out of range",
        "2026-01-02T03:04:61Z | : second out of range",
        "2026-01-02T03:04:05Zx | : extra text: 'x'",
      })
  void noTime_isRefusedInGoWords(String text, String why) {
    String because = (why.startsWith(":") ? "" : " ") + why.replace('\'', '"');

    assertThatThrownBy(() -> GoTime.seconds(text))
        .hasMessage("parsing time \"" + text + "\"" + because);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-01T00:00:00Z | cannot parse 'Z' as '.000000'",
        "2026-01-01T00:00:00.5Z | cannot parse '.5Z' as '.000000'",
        "2026-01-01T00:00:00.1234567Z | cannot parse '7Z' as 'Z07:00'",
      })
  void timeOfEvents_hasSixDigits(String text, String why) {
    assertThatThrownBy(() -> GoTime.micros(text))
        .hasMessage(
            "parsing time \"%s\" as \"2006-01-02T15:04:05.000000Z07:00\": %s"
                .formatted(text, why.replace('\'', '"')));
    assertThat(GoTime.micros("2026-01-01T00:00:00.000001Z"))
        .hasToString("2026-01-01T00:00:00.000001Z");
  }

  @Test
  void whatIsNotAscii_isQuotedByteByByte() {
    assertThatThrownBy(() -> GoTime.seconds("é\t\"\u007f"))
        .hasMessageStartingWith("parsing time \"\\xc3\\xa9\\x09\\\"\u007f\" as ");
  }
}

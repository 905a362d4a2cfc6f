// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {

  @ParameterizedTest
  @CsvSource({
    "61, a",
    "20, ' '",
    "22, \\\"",
    "5c, \\\\",
    "27, ''''",
    "00, \\x00",
    "01, \\x01",
    "07, \\a",
    "08, \\b",
    "09, \\t",
    "0a, \\n",
    "0b, \\v",
    "0c, \\f",
    "0d, \\r",
    "1b, \\x1b",
    "7f, \\x7f",
    "85, \\u0085",
    "a0, \\u00a0",
    "ad, \\u00ad",
    "200b, \\u200b",
    "2028, \\u2028",
    "2029, \\u2029",
    "feff, \\ufeff",
    "e000, \\ue000",
    "e0001, \\U000e0001"
  })
  void character_isQuotedAsByGo(String code, String quoted) {
    String text = Character.toString(Integer.parseInt(code, 16));

    assertThat(GoText.quote(text)).isEqualTo('"' + quoted + '"');
  }

  @Test
  void whatCanBePrinted_staysAsItIs() {
    assertThat(GoText.quote("ü 漢 😀 <&>")).isEqualTo("\"ü 漢 😀 <&>\"");
  }

  @Test
  void json_mayStandInAPage() {
    assertThat(GoText.json(Json.parse("{\"a\":\"<b> & \u2028\"}")))
        .isEqualTo("{\"a\":\"\\u003cb\\u003e \\u0026 \\u2028\"}");
  }

  @Test
  void fieldErrors_speakGo() {
    assertThat(FieldError.invalid("f", "a\u0001\u00a0", "why"))
        .hasToString("f: Invalid value: \"a\\x01\\u00a0\": why");
    assertThat(FieldError.invalid("f", Json.parse("[\"<\"]"), "why"))
        .hasToString("f: Invalid value: [\"\\u003c\"]: why");
  }
}

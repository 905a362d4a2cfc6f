// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          12,       12,    true
          " 12 ",   12,    true
          12x,      12,    false
          1e3,      1000,  true
          1e,       1,     false
          .5,       0.5,   true
          5.,       5,     true
          -7,       -7,    true
          +7,       7,     true
          0x1f,     31,    true
          010,      10,    true
          "",       0,     true
          x,        0,     false
          -,        0,     false
          1 2,      1,     false
          inf,      Infinity, true
          """)
  void text_countsForTheNumberItBeginsWith(String text, double number, boolean isNumber) {
    assertThat(Numerals.prefix(text)).isEqualTo(number);
    assertThat(Numerals.isNumber(text)).isEqualTo(isNumber);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "3, 3",
    "-3, -3",
    "1e15, 1000000000000000",
    "0.1, 0.1",
    "3.14159265, 3.14159",
    "1e19, 1e+19",
    "1e-5, 1e-05"
  })
  void number_isWrittenShort(double number, String text) {
    assertThat(Numerals.text(number, "%.6g")).isEqualTo(text);
  }

  @Test
  void number_isWrittenByTheFormat_unlessItIsWhole() {
    assertThat(Numerals.text(2.5, "%.2f")).isEqualTo("2.50");
    assertThat(Numerals.text(2.5, "%d")).isEqualTo("2");
    assertThat(Numerals.text(2, "%.2f")).isEqualTo("2");
  }

  @Test
  void formatThatIsNone_isAnError() {
    assertThatThrownBy(() -> Numerals.text(2.5, "oops")).hasMessage("Invalid format specifier");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 0",
    "1, 1",
    "-2.5, -2.5",
    "+3, 3",
    ".5, 0.5",
    "5., 5",
    "100n, 0.0000001",
    "7u, 0.000007",
    "500m, 0.5",
    "2k, 2000",
    "3M, 3000000",
    "4G, 4000000000",
    "5T, 5000000000000",
    "6P, 6000000000000000",
    "7E, 7000000000000000000",
    "1Ki, 1024",
    "1.5Mi, 1572864",
    "1Gi, 1073741824",
    "1Ti, 1099511627776",
    "1Pi, 1125899906842624",
    "1Ei, 1152921504606846976",
    "1e3, 1000",
    "1E3, 1000",
    "12e-1, 1.2",
    "1e+2, 100"
  })
  void text_hasItsValue(String text, BigDecimal value) {
    assertThat(Quantity.parse(text).value()).isEqualByComparingTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "1 ", "m", "1K", "1ki", "1KiB", "1.2.3", "0x10", "1e", "one", "1mi", "."})
  void malformedText_isRefused(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1500m, 1500, 2", "1, 1000, 1", "1u, 1, 1", "-1500m, -1500, -1", "0, 0, 0"})
  void wholeNumbers_areRoundedUp(String text, long milli, long whole) {
    assertThat(Quantity.parse(text).milliValue()).isEqualTo(milli);
    assertThat(Quantity.parse(text).longValue()).isEqualTo(whole);
  }

  @Test
  void amounts_addSubtractAndCompareAcrossSuffixes() {
    Quantity half = Quantity.parse("500m");

    assertThat(half.plus(Quantity.parse("1.5"))).isEqualByComparingTo(Quantity.parse("2"));
    assertThat(half.minus(Quantity.parse("1"))).isEqualByComparingTo(Quantity.parse("-500m"));
    assertThat(Quantity.parse("1Gi")).isGreaterThan(Quantity.parse("1G"));
    assertThat(Quantity.parse("1024Mi")).isEqualByComparingTo(Quantity.parse("1Gi"));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers are those of C. */
class ConversionTest {

  @ParameterizedTest(name = "%{0} of {1}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          f,      3.14159,    3.141590
          .2f,    2.675,      2.67
          .0f,    0.5,        0
          .0f,    1.5,        2
          #.0f,   2,          2.
          8.3f,   -1.5,       "  -1.500"
          08.3f,  -1.5,       -001.500
          -8.1f,  1.5,        "1.5     "
          +f,     1,          +1.000000
          e,      12345.678,  1.234568e+04
          .0e,    15,         2e+01
          e,      0,          0.000000e+00
          E,      1e-10,      1.000000E-10
          e,      1e300,      1.000000e+300
          g,      0.0001,     0.0001
          g,      0.00001,    1e-05
          g,      100000,     100000
          g,      1000000,    1e+06
          g,      123456.789, 123457
          g,      999999.5,   1e+06
          .3g,    1234,       1.23e+03
          #g,     1.5,        1.50000
          g,      0,          0
          G,      1e-10,      1E-10
          .10g,   0.1,        0.1
          f,      Infinity,   inf
          F,      -Infinity,  -INF
          5f,     NaN,        "  nan"
          f,      -0.0,       -0.000000
          """)
  void decimal_isWrittenAsCWritesIt(String conversion, double number, String text) {
    assertThat(Conversion.parse(conversion).format(number)).isEqualTo(text);
  }

  @ParameterizedTest(name = "%{0} of {1}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          d,    42,    42
          5d,   -42,   "  -42"
          -5d,  42,    "42   "
          05d,  -42,   -0042
          -05d, 42,    "42   "
          +d,   5,     +5
          " d", 5,     " 5"
          .3d,  7,     007
          05.3d, 7,    "  007"
          .0d,  0,     ""
          i,    -1,    -1
          u,    -1,    18446744073709551615
          x,    255,   ff
          X,    255,   FF
          #x,   255,   0xff
          #x,   0,     0
          #o,   8,     010
          o,    8,     10
          ld,   3,     3
          """)
  void integer_isWrittenAsCWritesIt(String conversion, long number, String text) {
    assertThat(Conversion.parse(conversion).format(number)).isEqualTo(text);
  }

  @ParameterizedTest(name = "%{0}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          s,     abc
          5s,    "  abc"
          -5s,   "abc  "
          .2s,   ab
          4.1s,  "   a"
          .9s,   abc
          """)
  void text_isPaddedAndCut(String conversion, String text) {
    assertThat(Conversion.parse(conversion).format("abc")).isEqualTo(text);
  }

  @Test
  void widthOfAnArgument_meansToTheLeftWhenNegative() {
    Conversion conversion = Conversion.parse("%d");

    assertThat(conversion.withWidth(4).format(7)).isEqualTo("   7");
    assertThat(conversion.withWidth(-4).format(7)).isEqualTo("7   ");
    assertThat(Conversion.parse("%f").withPrecision(1).format(2.25)).isEqualTo("2.2");
  }

  @Test
  void whatIsNoConversion_isNamedWithAnExample() {
    assertThatThrownBy(() -> Conversion.parse("%z!"))
        .hasMessage("%z! (expected: a conversion such as %5d)");
  }
}

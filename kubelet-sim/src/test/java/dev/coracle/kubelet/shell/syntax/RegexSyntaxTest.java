// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the C library's expressions find, and Java's would not, or the other way round. */
class RegexSyntaxTest {

  private static String found(String expression, boolean extended, String text) {
    var matcher = RegexSyntax.compile(expression, extended, false).matcher(text);
    return matcher.find() ? matcher.group() : "-";
  }

  @ParameterizedTest(name = "[{0}] in [{1}]")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          a*b        ~ caab      ~ aab
          *a         ~ x*a       ~ *a
          \\(*a\\)   ~ x*a       ~ *a
          a\\{2\\}   ~ caaa      ~ aa
          a\\{2,\\}  ~ caaa      ~ aaa
          a{2}       ~ xa{2}     ~ a{2}
          a+b?       ~ xa+b?     ~ a+b?
          a\\+b\\?   ~ xaab      ~ aab
          a\\|b      ~ xb        ~ b
          a|b        ~ xa|b      ~ a|b
          (a)        ~ x(a)      ~ (a)
          \\(a\\)\\1 ~ xaa       ~ aa
          a^b        ~ xa^b      ~ a^b
          a$b        ~ xa$b      ~ a$b
          ^a$        ~ a         ~ a
          ^a$        ~ ba        ~ -
          \\d        ~ 1d        ~ d
          \\w\\W     ~ ab.       ~ b.
          \\<b       ~ ab b      ~ b
          [.]x       ~ ax.x      ~ .x
          []]x       ~ a]x       ~ ]x
          [^]]x      ~ ]xax      ~ ax
          [a\\]x     ~ \\x       ~ \\x
          [[:digit:]a-c]* ~ 1b2x ~ 1b2
          a.c        ~ xa.c      ~ a.c
          """)
  void basicExpression_findsWhatTheCLibraryFinds(String expression, String text, String found) {
    assertThat(found(expression, false, text)).isEqualTo(found);
  }

  @ParameterizedTest(name = "[{0}] in [{1}]")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          a{2,3}     ~ caaaa     ~ aaa
          a{,2}b     ~ caaab     ~ aab
          x{y        ~ ax{y      ~ x{y
          {          ~ a{b       ~ {
          a{x}       ~ ba{x}     ~ a{x}
          a*+        ~ caab      ~ ""
          a+?b       ~ caab      ~ aab
          a**b       ~ caab      ~ aab
          (a|b)+c    ~ xabac     ~ abac
          ^*a        ~ xa        ~ a
          +a         ~ xa        ~ a
          a)         ~ xa)       ~ a)
          (ab)?c     ~ xabc      ~ abc
          (ab){2}    ~ xababab   ~ abab
          \\.x       ~ ax.x      ~ .x
          \\{1       ~ a{1       ~ {1
          a|         ~ b         ~ ""
          x$|^y      ~ yx        ~ y
          [0-9]+$    ~ a1b22     ~ 22
          """)
  void extendedExpression_findsWhatTheCLibraryFinds(String expression, String text, String found) {
    assertThat(found(expression, true, text)).isEqualTo(found);
  }

  @Test
  void dot_isEveryCharacter_andTheEndIsTheVeryEnd() {
    assertThat(found("a.b", true, "a\nb")).isEqualTo("a\nb");
    assertThat(found("a.b", true, "a\rb")).isEqualTo("a\rb");
    assertThat(found("a$", true, "a\n")).isEqualTo("-");
  }

  @Test
  void case_isIgnoredWhereAsked() {
    assertThat(RegexSyntax.compile("ABC", false, true).matcher("xabc").find()).isTrue();
    assertThat(RegexSyntax.compile("ABC", false, false).matcher("xabc").find()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\(a", "a\\)", "[a", "a\\{1", "a\\{x\\}", "a\\", "[[:foo:]", "a\\{2,1\\}"})
  void brokenBasicExpression_isNamed(String expression) {
    assertThatThrownBy(() -> RegexSyntax.compile(expression, false, false))
        .isInstanceOf(TestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a", "[a", "a\\", "a{2,1}"})
  void brokenExtendedExpression_isNamed(String expression) {
    assertThatThrownBy(() -> RegexSyntax.compile(expression, true, false))
        .isInstanceOf(TestException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {

  private static final Map<String, String> POD =
      Map.of("status.phase", "Running", "spec.nodeName", "n1", "note", "a,b=c\\d");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          status.phase=Running                     | true
          status.phase==Running                    | true
          status.phase!=Running                    | false
          status.phase!=Failed                     | true
          status.phase!=Failed,status.phase!=Succeeded | true
          status.phase=Running,spec.nodeName=n2    | false
          spec.nodeName=                           | false
          spec.other=                              | true
          note=a\\,b\\=c\\\\d                      | true
          ,status.phase=Running,                   | true
          """)
  void selector_matches(String selector, boolean expected) {
    FieldSelector parsed = FieldSelector.parse(selector);

    assertThat(parsed.matches(field -> POD.getOrDefault(field, ""))).isEqualTo(expected);
    assertThat(FieldSelector.parse(parsed.toString())).isEqualTo(parsed);
  }

  @Test
  void firstOperator_dividesFieldAndValue() {
    FieldSelector parsed = FieldSelector.parse("a==b");

    assertThat(parsed.requirements())
        .containsExactly(new FieldSelector.Requirement("a", true, "b"));
  }

  @Test
  void emptyText_matchesEverything() {
    assertThat(FieldSelector.parse("")).isSameAs(FieldSelector.EVERYTHING);
  }

  @Test
  void termWithoutOperator_isRefused() {
    assertThatThrownBy(() -> FieldSelector.parse("a=b,c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalid selector: 'a=b,c'; can't understand 'c'");
  }

  @ParameterizedTest
  @CsvSource({
    "a=b=c, unescaped character in value: 61",
    "a=b!=c, unescaped character in value: 61",
    "a=b\\, invalid escape sequence: \\",
    "a=\\b, invalid escape sequence: \\b"
  })
  void valueWithAnUnescapedCharacter_isRefused(String selector, String why) {
    assertThatThrownBy(() -> FieldSelector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalid field selector: " + why);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          app=web                 | app=web          | true
          app=web                 | app=db           | false
          app=web                 | -                | false
          app==web                | app=web          | true
          app = web               | app=web          | true
          app!=web                | app=db           | true
          app!=web                | app=web          | false
          app!=web                | -                | true
          app=                    | app=             | true
          app=                    | app=web          | false
          app!=                   | app=web          | true
          app in (web,db)         | app=db           | true
          app in (web, db)        | app=cache        | false
          app in (web, db)        | -                | false
          app in (,web)           | app=             | true
          app notin (web,db)      | app=cache        | true
          app notin (web,db)      | app=db           | false
          app notin (web,db)      | -                | true
          app                     | app=             | true
          app                     | -                | false
          !app                    | -                | true
          !app                    | app=web          | false
          ! app                   | -                | true
          gen>1                   | gen=2            | true
          gen>1                   | gen=1            | false
          gen>1                   | gen=old          | false
          gen>1                   | -                | false
          gen<10                  | gen=9            | true
          app=web,tier!=back      | app=web;tier=x   | true
          app=web,tier!=back      | app=web;tier=back | false
          a in (b),!c,d           | a=b;d=e          | true
          a in (b),!c,d           | a=b;c=;d=e       | false
          x.y/app=web             | x.y/app=web      | true
          in in (in)              | in=in            | true
          notin                   | notin=           | true
          '                     ' | app=web          | true
          """)
  void selector_matches(String selector, String labels, boolean expected) {
    assertThat(Selector.parse(selector).matches(map(labels))).isEqualTo(expected);
  }

  private static Map<String, String> map(String labels) {
    Map<String, String> map = new LinkedHashMap<>();
    if (labels != null) {
      for (String label : labels.split(";")) {
        String[] pair = label.split("=", 2);
        map.put(pair[0], pair[1]);
      }
    }
    return map;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ,           | found ',', expected: !, identifier, or 'end of string'
          =a          | found '=', expected: !, identifier, or 'end of string'
          a,          | found '', expected: identifier after ','
          a,,b        | found ',', expected: identifier after ','
          a=b c       | found 'c', expected: ',' or 'end of string'
          a=b=c       | found '=', expected: ',' or 'end of string'
          !a=b        | found '=', expected: ',' or 'end of string'
          !           | unable to parse requirement: found '', expected: identifier
          a b         | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt
          a in b      | unable to parse requirement: found 'b' expected: '('
          a in        | unable to parse requirement: found '' expected: '('
          a=(         | unable to parse requirement: found '(', expected: identifier
          a in (b     | unable to parse requirement: found '', expected: ',' or ')'
          a>b         | unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer
          a=-b        | unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
          -a=b        | unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
          /a=b        | unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty
          """)
  void malformedSelector_isRefusedInTheWordsOfKubernetes(String selector, String message) {
    assertThatThrownBy(() -> Selector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app==web            | app=web
          app != web          | app!=web
          app in (db , web)   | app in (db,web)
          app in ()           | app=
          app notin (web,db)  | app notin (db,web)
          !app,gen>1,gen<5,x  | !app,gen>1,gen<5,x
          """)
  void text_isCanonicalAndParsesToTheSame(String given, String canonical) {
    Selector selector = Selector.parse(given);

    assertThat(selector).hasToString(canonical);
    assertThat(Selector.parse(canonical)).isEqualTo(selector);
  }

  @Test
  void labelSelectorDocument_needsLabelsAndExpressions() {
    Selector selector =
        Selector.of(
            Json.parse(
                """
                {"matchLabels": {"app": "web"},
                 "matchExpressions": [
                   {"key": "tier", "operator": "In", "values": ["front", "back"]},
                   {"key": "env", "operator": "NotIn", "values": ["test"]},
                   {"key": "team", "operator": "Exists"},
                   {"key": "old", "operator": "DoesNotExist"}]}
                """));

    assertThat(selector.matches(map("app=web;tier=back;team=x"))).isTrue();
    assertThat(selector.matches(map("app=web;tier=back;team=x;env=test"))).isFalse();
    assertThat(selector.matches(map("app=web;tier=back;team=x;old="))).isFalse();
    assertThat(selector.matches(map("app=web;tier=back"))).isFalse();
    assertThat(selector.matches(map("app=web;team=x"))).isFalse();
  }

  @Test
  void emptyDocument_matchesEverything() {
    assertThat(Selector.of(Json.object()).matches(Map.of("a", "b"))).isTrue();
  }

  @Test
  void unknownOperator_isRefused() {
    assertThatThrownBy(
            () ->
                Selector.of(
                    Json.parse("{\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Is\"}]}")))
        .hasMessage("\"Is\" is not a valid label selector operator");
  }
}

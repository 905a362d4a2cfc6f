// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionHashTest {

  @Test
  void decimalDigits_becomeSafeLetters() {
    assertThat(RevisionHash.encode("0123456789")).isEqualTo("456789bcdf");
  }

  /** The published test vectors of the 32-bit FNV-1a hash. */
  @ParameterizedTest(name = "of {0}")
  @CsvSource({"'', 811c9dc5", "a, e40c292c", "foobar, bf9cf968"})
  void fnv1a_isTheKnownOne(String text, String hash) {
    assertThat(Integer.toHexString(RevisionHash.fnv1a(text))).isEqualTo(hash);
  }

  @Test
  void hash_followsFromContentAndCollisions() {
    var one = Json.parse("{\"a\": 1, \"b\": [2]}");
    var same = Json.parse("{\"b\": [2], \"a\": 1}");

    String hash = RevisionHash.of(one, 0);

    assertThat(RevisionHash.of(same, 0)).isEqualTo(hash);
    assertThat(RevisionHash.of(one, 1)).isNotEqualTo(hash);
    assertThat(RevisionHash.of(Json.parse("{\"a\": 1}"), 0)).isNotEqualTo(hash);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"metadata":{"labels":{"a":"b"}},"spec":{}} | {"metadata":{"labels":{"a":"b","pod-template-hash":"x"}},"spec":{}} | true
          {"metadata":{"creationTimestamp":null},"spec":{}} | {"metadata":{"labels":{"pod-template-hash":"x"}},"spec":{}} | true
          {"metadata":{},"spec":{"a":1}} | {"metadata":{},"spec":{"a":2}} | false
          {"metadata":{"labels":{"a":"b"}}} | {"metadata":{"labels":{"a":"c"}}} | false
          """)
  void templates_areComparedWithoutTheHash(String a, String b, boolean same) {
    assertThat(RevisionHash.isSameTemplate(Json.parse(a), Json.parse(b))).isEqualTo(same);
  }
}

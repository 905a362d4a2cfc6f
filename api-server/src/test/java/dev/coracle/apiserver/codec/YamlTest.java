// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.schema.Kinds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          yes         | true
          Off         | false
          "yes"       | "yes"
          !!str 1     | "1"
          0777        | 511
          0x1F        | 31
          1_000       | 1000
          1e3         | 1000
          0.5         | 0.5
          ~           | null
          1:30        | "1:30"
          10.0.0.1    | "10.0.0.1"
          2001-01-01  | "2001-01-01"
          -           | [null]
          [a, 1]      | ["a",1]
          {1: a}      | {"1":"a"}
          """)
  void scalar_meansWhatItMeansToKubernetes(String yaml, String json) {
    assertThat(Yaml.documents("v: \n  " + yaml).get(0).path("v")).hasToString(json);
  }

  @Test
  void documents_areInOrderWithoutEmptyOnes() {
    assertThat(Yaml.documents("a: 1\n---\n# nothing\n---\nb: 2\n").toString())
        .isEqualTo("[{\"a\":1}, {\"b\":2}]");
  }

  @Test
  void anchorsAndMergeKeys_areResolved() {
    String yaml =
        """
        base: &base {a: 1, b: 2}
        derived:
          <<: *base
          b: 3
        """;

    assertThat(Yaml.documents(yaml).get(0).path("derived")).hasToString("{\"b\":3,\"a\":1}");
  }

  @Test
  void duplicateKeys_areNamedByLine() {
    String yaml =
        """
        spec:
          paused: true
          paused: false
          foo: 1
        """;

    Decoded decoded =
        new BodyDecoder(Kinds.table())
            .decode(
                yaml.getBytes(StandardCharsets.UTF_8),
                BodyFormat.YAML,
                Kinds.table().byKind("apps/v1", "Deployment").orElseThrow());

    assertThat(decoded.strictError())
        .contains(
            "strict decoding error: yaml: unmarshal errors:\n"
                + "  line 3: key \"paused\" already set in map, unknown field \"spec.foo\"");
  }

  @Test
  void malformedYaml_isRefusedByLine() {
    assertThatThrownBy(() -> Yaml.documents("a: 1\nb: c: d\n"))
        .hasMessage(
            "error converting YAML to JSON: yaml: line 2: mapping values are not allowed here");
  }

  @Test
  void aliasesThatNestTooDeeply_areRefused() {
    String layer = "[".repeat(300) + "%s" + "]".repeat(300);
    String yaml = "a: &a " + layer.formatted("1") + "\nb: " + layer.formatted("*a") + "\n";

    assertThatThrownBy(() -> Yaml.documents(yaml))
        .hasMessage("error converting YAML to JSON: yaml: exceeded max depth of 500");
  }
}

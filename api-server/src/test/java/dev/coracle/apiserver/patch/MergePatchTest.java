// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MergePatchTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The examples of RFC 7386 that have objects on both sides. */
  @ParameterizedTest(name = "{0} + {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':'b'}         | {'a':'c'}                  | {'a':'c'}
          {'a':'b'}         | {'b':'c'}                  | {'a':'b','b':'c'}
          {'a':'b'}         | {'a':null}                 | {}
          {'a':'b','b':'c'} | {'a':null}                 | {'b':'c'}
          {'a':['b']}       | {'a':'c'}                  | {'a':'c'}
          {'a':'c'}         | {'a':['b']}                | {'a':['b']}
          {'a':{'b':'c'}}   | {'a':{'b':'d','c':null}}   | {'a':{'b':'d'}}
          {'a':[{'b':'c'}]} | {'a':[1]}                  | {'a':[1]}
          {'e':null}        | {'a':1}                    | {'e':null,'a':1}
          {}                | {'a':{'bb':{'ccc':null}}}  | {'a':{'bb':{}}}
          """)
  void patch_mergesIntoACopy(String before, String patch, String after) {
    ObjectNode target = (ObjectNode) json(before);

    assertThat(MergePatch.apply(target, json(patch))).isEqualTo(json(after));
    assertThat(target).isEqualTo(json(before));
  }

  @Test
  void patchThatIsNoObject_isABadRequest() {
    assertThatThrownBy(() -> MergePatch.apply(JSON.createObjectNode(), json("[]")))
        .isInstanceOfSatisfying(
            PatchException.class, failure -> assertThat(failure.code()).isEqualTo(400))
        .hasMessage("Invalid JSON Patch");
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JsonPatchTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':1}       | {'op':'add','path':'/b','value':2}                 | {'a':1,'b':2}
          {'a':1}       | {'op':'add','path':'/a','value':2}                 | {'a':2}
          {'a':[1,2]}   | {'op':'add','path':'/a/1','value':9}               | {'a':[1,9,2]}
          {'a':[1,2]}   | {'op':'add','path':'/a/-','value':9}               | {'a':[1,2,9]}
          {'a':[1,2]}   | {'op':'add','path':'/a/2','value':9}               | {'a':[1,2,9]}
          {'a':[1,2]}   | {'op':'add','path':'/a/-1','value':9}              | {'a':[1,2,9]}
          {'a/b':1}     | {'op':'replace','path':'/a~1b','value':2}          | {'a/b':2}
          {'a~b':1}     | {'op':'remove','path':'/a~0b'}                     | {}
          {'a':[1,2,3]} | {'op':'remove','path':'/a/1'}                      | {'a':[1,3]}
          {'a':[1,2,3]} | {'op':'remove','path':'/a/-1'}                     | {'a':[1,2]}
          {'a':[1,2]}   | {'op':'replace','path':'/a/0','value':{'b':1}}     | {'a':[{'b':1},2]}
          {'a':{'b':1}} | {'op':'move','from':'/a/b','path':'/c'}            | {'a':{},'c':1}
          {'a':{'b':1}} | {'op':'copy','from':'/a','path':'/c'}              | {'a':{'b':1},'c':{'b':1}}
          {'a':1}       | {'op':'test','path':'/a','value':1.0}              | {'a':1}
          {'a':1}       | {'op':'test','path':'/b','value':null}             | {'a':1}
          {'a':1}       | {'op':'replace','path':'','value':{'c':3}}         | {'c':3}
          {'a':1}       | {'op':'replace','path':'/b','value':2}             | {'a':1,'b':2}
          """)
  void operation_changesACopy(String before, String operation, String after) {
    ObjectNode target = object(before);

    ObjectNode patched = JsonPatch.apply(target, json("[" + operation + "]"));

    assertThat(patched).isEqualTo(json(after));
    assertThat(target).isEqualTo(json(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'op':'test','path':'/a','value':2}
          {'op':'test','path':'/b','value':2}
          {'op':'remove','path':'/b'}
          {'op':'replace','path':'','value':[]}
          {'op':'add','path':'/b/c','value':1}
          {'op':'add','path':'/l/3','value':1}
          {'op':'add','path':'/l/x','value':1}
          {'op':'remove','path':'/l/2'}
          {'op':'copy','from':'/b','path':'/c'}
          {'op':'move','from':'/b','path':'/c'}
          {'op':'increase','path':'/a'}
          {'op':'add','value':1}
          """)
  void impossibleOperation_isRejectedWithoutDetails(String operation) {
    PatchException failure = failure("[" + operation + "]");

    assertThat(failure)
        .hasMessage("the server rejected our request due to an error in our request");
    assertThat(failure.code()).isEqualTo(422);
    assertThat(failure.reason()).isEqualTo("Invalid");
  }

  @Test
  void patchThatIsNoList_isABadRequest() {
    PatchException failure = failure("{'op':'add'}");

    assertThat(failure)
        .hasMessage(
            "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
    assertThat(failure.code()).isEqualTo(400);
  }

  @Test
  void tooManyOperations_areRefused() {
    ArrayNode operations = JSON.createArrayNode();
    for (int i = 0; i <= 10_000; i++) {
      operations.add(json("{'op':'test','path':'/a','value':1}"));
    }

    PatchException failure = failure(operations.toString());

    assertThat(failure)
        .hasMessage(
            "Request entity is too large: The allowed maximum operations in a JSON patch is 10000,"
                + " got 10001");
    assertThat(failure.code()).isEqualTo(413);
  }

  private static PatchException failure(String patch) {
    return catchThrowableOfType(
        PatchException.class, () -> JsonPatch.apply(object("{'a':1,'l':[1,2]}"), json(patch)));
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) json(text);
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }
}

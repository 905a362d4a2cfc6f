// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The mapper of Jackson says what a text means. */
class JsonTest {

  private static final JsonMapper REFERENCE = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "\"\"",
        "\"a \\\"quoted\\\" \\u00e9 \\ud83d\\ude00 \\n text\"",
        "0",
        "-1",
        "2147483647",
        "2147483648",
        "-9223372036854775808",
        "9223372036854775808",
        "123456789012345678901234567890",
        "1.0",
        "1e3",
        "1.5E-7",
        "0.1",
        "{\"a\": 1, \"a\": 2}",
        "{\"b\": {\"c\": [1, {\"d\": null}, []]}, \"a\": \"x\"}",
        " [ 1 , [ ] , { } ] \n",
        ""
      })
  void text_isReadAndWrittenAsByTheMapper(String text) {
    JsonNode value = Json.parse(text);

    assertThat(value).isEqualTo(REFERENCE.readTree(text));
    assertThat(Json.parse(text.getBytes(UTF_8))).isEqualTo(value);
    assertThat(Json.text(value)).isEqualTo(REFERENCE.writeValueAsString(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[1,",
        "{\"a\"}",
        "{\"a\":}",
        "[1 2]",
        "01",
        "1 2",
        "{} x",
        "nul",
        "'a'",
        "NaN",
        "[1,]",
        "\"\n\"",
        "{a: 1}",
        "]"
      })
  void brokenText_isRefusedAsByTheMapper(String text) {
    assertThatThrownBy(() -> REFERENCE.readTree(text)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8))).isInstanceOf(JacksonException.class);
  }

  @Test
  void anyTree_isReadAgainAsItWasWritten() {
    Random random = new Random(1);

    for (int i = 0; i < 500; i++) {
      JsonNode tree = anyValue(random, 5);
      byte[] written = Json.bytes(tree);
      assertThat(new String(written, UTF_8)).isEqualTo(REFERENCE.writeValueAsString(tree));
      assertThat(Json.parse(written)).isEqualTo(REFERENCE.readTree(written));
    }
  }

  @Test
  void nestingWithoutEnd_isRefused() {
    String deep = "[".repeat(100_000);

    assertThatThrownBy(() -> Json.parse(deep))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void absentMember_isWrittenAsNull() {
    ObjectNode object = Json.object();
    object.set("a", object.path("b"));

    assertThat(Json.text(object)).isEqualTo("{\"a\":null}");
  }

  @Test
  void printer_laysOutEveryDocumentFromItsBeginning() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    JsonNode value = Json.parse("{\"a\":{\"b\":[1]}}");

    byte[] first = Json.bytes(value, printer);

    assertThat(Json.bytes(value, printer)).isEqualTo(first);
    assertThat(new String(first, UTF_8)).contains("\n").startsWith("{");
  }

  private static JsonNode anyValue(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> Json.parse(Integer.toString(random.nextInt()));
      case 1 -> Json.parse(Long.toString(random.nextLong()));
      case 2 -> Json.parse(Double.toString(random.nextGaussian()));
      case 3 -> Json.parse(random.nextBoolean() ? "null" : "true");
      case 4 -> Json.array().add(anyText(random)).get(0);
      case 5 -> array(random, depth);
      default -> object(random, depth);
    };
  }

  private static ArrayNode array(Random random, int depth) {
    ArrayNode array = Json.array();
    for (int i = random.nextInt(4); i > 0; i--) {
      array.add(anyValue(random, depth - 1));
    }
    return array;
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = Json.object();
    for (int i = random.nextInt(12); i > 0; i--) {
      object.set(anyText(random), anyValue(random, depth - 1));
    }
    return object;
  }

  private static String anyText(Random random) {
    return random
        .ints(random.nextInt(8), 0, 0xD7FF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

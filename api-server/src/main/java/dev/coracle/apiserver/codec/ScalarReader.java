// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.FieldType;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Scalar values in their canonical form. */
final class ScalarReader {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final String SECONDS_UTC = "dddd-dd-ddTdd:dd:ddZ";

  private ScalarReader() {}

  static JsonNode read(FieldType.Scalar type, JsonToken token, JsonParser parser, FieldPath path) {
    return switch (type) {
      case STRING -> {
        path.require(token == JsonToken.VALUE_STRING, token, type);
        yield NODES.stringNode(parser.getString());
      }
      case BOOL -> {
        path.require(token.isBoolean(), token, type);
        yield NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      }
      case INT32, INT64 -> integer(type, token, parser, path);
      case DOUBLE -> {
        path.require(token.isNumeric(), token, type);
        yield NODES.numberNode(parser.getDoubleValue());
      }
      case BYTES -> {
        path.require(token == JsonToken.VALUE_STRING, token, type);
        yield NODES.stringNode(base64(parser.getString()));
      }
      case QUANTITY -> NODES.stringNode(QuantityText.canonical(parser.getString()));
      case INT_OR_STRING -> intOrString(token, parser, path);
      case TIME -> NODES.stringNode(time(text(token, parser, path)));
      case MICRO_TIME -> NODES.stringNode(microTime(text(token, parser, path)));
      case RAW -> any(token, parser);
    };
  }

  static JsonNode zero(FieldType.Scalar type) {
    return switch (type) {
      case BOOL -> NODES.booleanNode(false);
      case INT32, INT64, INT_OR_STRING -> NODES.numberNode(0);
      case DOUBLE -> NODES.numberNode(0.0);
      case QUANTITY -> NODES.stringNode("0");
      case RAW -> NODES.nullNode();
      default -> NODES.stringNode("");
    };
  }

  /** A scalar token as it stands. */
  static JsonNode any(JsonToken token, JsonParser parser) {
    return switch (token) {
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(parser.getDoubleValue())
              : number(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> NODES.nullNode();
    };
  }

  /** Equal numbers make equal nodes, whatever their field's width. */
  static JsonNode number(long value) {
    return (int) value == value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  private static JsonNode integer(
      FieldType.Scalar type, JsonToken token, JsonParser parser, FieldPath path) {
    path.require(token.isNumeric(), token, type);
    boolean fits = token == JsonToken.VALUE_NUMBER_INT && fits(type, parser);
    if (!fits) {
      throw path.mismatch("number " + parser.getString(), type.goName());
    }
    return number(parser.getLongValue());
  }

  /** By value: trees made in Java hold small numbers as longs, too. */
  private static boolean fits(FieldType.Scalar type, JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT -> true;
      case LONG ->
          type == FieldType.Scalar.INT64 || (int) parser.getLongValue() == parser.getLongValue();
      default -> false;
    };
  }

  private static JsonNode intOrString(JsonToken token, JsonParser parser, FieldPath path) {
    if (token == JsonToken.VALUE_STRING) {
      return NODES.stringNode(parser.getString());
    }
    if (token == JsonToken.VALUE_NUMBER_INT && fits(FieldType.Scalar.INT32, parser)) {
      return NODES.numberNode(parser.getIntValue());
    }
    String found = token.isNumeric() ? "number " + parser.getString() : GoJson.describe(token);
    throw path.mismatch(found, "int32");
  }

  private static String text(JsonToken token, JsonParser parser, FieldPath path) {
    if (token != JsonToken.VALUE_STRING) {
      throw path.mismatch(GoJson.describe(token), "string");
    }
    return parser.getString();
  }

  private static String base64(String text) {
    String compact = text.replace("\r", "").replace("\n", "");
    try {
      if (compact.length() % 4 != 0) {
        throw new TypeMismatch("illegal base64 data at input byte " + (text.length() / 4 * 4));
      }
      return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(compact));
    } catch (IllegalArgumentException e) {
      throw new TypeMismatch("illegal base64 data at input byte " + firstIllegal(text));
    }
  }

  private static int firstIllegal(String text) {
    int at = 0;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "+/\r\n".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }

  private static String time(String text) {
    return inSecondsUtc(text)
        ? text
        : GoTime.seconds(text).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String microTime(String text) {
    return micros(GoTime.micros(text));
  }

  /** The instant with six digits of its second. */
  static String micros(Instant instant) {
    return MicroFormat.SIX_DIGITS.format(instant);
  }

  private static boolean inSecondsUtc(String text) {
    if (text.length() != SECONDS_UTC.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char expected = SECONDS_UTC.charAt(i);
      char found = text.charAt(i);
      if (expected == 'd' ? found < '0' || found > '9' : found != expected) {
        return false;
      }
    }
    return isDate(text);
  }

  private static boolean isDate(String text) {
    return between(text, 5, 1, 12)
        && between(text, 8, 1, 28)
        && between(text, 11, 0, 23)
        && between(text, 14, 0, 59)
        && between(text, 17, 0, 59);
  }

  private static boolean between(String text, int at, int least, int most) {
    int value = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    return least <= value && value <= most;
  }

  /** Built when the first fraction of a second is met. */
  private static final class MicroFormat {
    static final DateTimeFormatter SIX_DIGITS =
        new DateTimeFormatterBuilder().appendInstant(6).toFormatter(java.util.Locale.ROOT);

    private MicroFormat() {}
  }
}

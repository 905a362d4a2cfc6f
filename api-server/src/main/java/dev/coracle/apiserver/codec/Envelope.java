// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Kind;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a body says it is, read before the body itself. */
record Envelope(String apiVersion, String kind) {
  private static final String PROBLEM = "couldn't get version/kind; json parse error: ";
  private static final String GO_TYPE =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  String version() {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  Envelope orDefaults(Kind expected) {
    return new Envelope(
        apiVersion.isEmpty() ? expected.type().apiVersion() : apiVersion,
        kind.isEmpty() ? expected.type().kind() : kind);
  }

  static Envelope of(JsonNode tree) {
    if (!(tree instanceof ObjectNode) && !tree.isNull()) {
      throw new UnrecognizedBody(PROBLEM + notAnObject(tree.isArray()));
    }
    return new Envelope(text(tree, "apiVersion"), text(tree, "kind"));
  }

  private static String text(JsonNode tree, String name) {
    JsonNode value = tree.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw wrongType(name, GoJson.describe(value.asToken()));
    }
    return value.stringValue();
  }

  /**
   * Reads the whole text, so that it is known to be well-formed; {@code null} is an object without
   * members.
   */
  static Envelope read(byte[] body) {
    String apiVersion = "";
    String kind = "";
    try (JsonParser parser = Json.tokens(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.VALUE_NULL) {
        requireObject(first, body);
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("apiVersion")) {
          apiVersion = text(parser, name, value, apiVersion);
        } else if (name.equals("kind")) {
          kind = text(parser, name, value, kind);
        }
        parser.skipChildren();
      }
      requireEnd(parser, body);
    } catch (StreamReadException e) {
      throw new UnrecognizedBody(PROBLEM + GoJson.syntaxError(body));
    }
    return new Envelope(apiVersion, kind);
  }

  /** Requires one well-formed object. */
  static void checkObject(byte[] body) {
    try (JsonParser parser = Json.tokens(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != null) {
        throw new UnrecognizedBody(
            "json: cannot unmarshal "
                + GoJson.describe(first)
                + " into Go value of type map[string]interface {}");
      }
      parser.skipChildren();
      if (first == null || parser.nextToken() != null) {
        throw new UnrecognizedBody(GoJson.syntaxError(body));
      }
    }
  }

  static String notAnObject(boolean array) {
    return "json: cannot unmarshal "
        + (array ? "array" : "string")
        + " into Go value of type "
        + GO_TYPE;
  }

  private static void requireObject(
      @org.jspecify.annotations.Nullable JsonToken first, byte[] body) {
    if (first == null) {
      throw new UnrecognizedBody(PROBLEM + GoJson.syntaxError(body));
    }
    if (first != JsonToken.START_OBJECT) {
      throw new UnrecognizedBody(
          PROBLEM
              + "json: cannot unmarshal "
              + GoJson.describe(first)
              + " into Go value of type "
              + GO_TYPE);
    }
  }

  private static void requireEnd(JsonParser parser, byte[] body) {
    if (parser.nextToken() != null) {
      throw new UnrecognizedBody(PROBLEM + GoJson.syntaxError(body));
    }
  }

  private static String text(JsonParser parser, String name, JsonToken value, String before) {
    if (value == JsonToken.VALUE_NULL) {
      return before;
    }
    if (value != JsonToken.VALUE_STRING) {
      throw wrongType(name, GoJson.describe(value));
    }
    return parser.getString();
  }

  private static UnrecognizedBody wrongType(String name, String found) {
    return new UnrecognizedBody(
        PROBLEM
            + "json: cannot unmarshal "
            + found
            + " into Go struct field ."
            + name
            + " of type string");
  }
}

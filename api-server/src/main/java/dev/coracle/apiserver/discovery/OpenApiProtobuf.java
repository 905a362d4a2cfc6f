// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAPI v2 document in protobuf, the only form in which kubectl takes it: it looks there for
 * what the v3 documents do not name, such as the kind {@code List}.
 *
 * <p>The messages are those of <a
 * href="https://github.com/google/gnostic/blob/main/openapiv2/OpenAPIv2.proto">gnostic</a>, as far
 * as {@link OpenApi#v2} has use for them.
 */
final class OpenApiProtobuf {

  private static final Map<String, Integer> METHODS =
      Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);

  private OpenApiProtobuf() {}

  static byte[] document(ObjectNode document) {
    JsonNode info = document.path("info");
    ProtobufWriter paths = new ProtobufWriter();
    document.path("paths").forEachEntry((name, item) -> paths.message(2, named(name, path(item))));
    return new ProtobufWriter()
        .text(1, document.path("swagger").asString(""))
        .message(
            2, new ProtobufWriter().text(1, text(info, "title")).text(2, text(info, "version")))
        .message(8, paths)
        .message(9, schemas(document.path("definitions")))
        .toBytes();
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }

  private static ProtobufWriter named(String name, ProtobufWriter value) {
    return new ProtobufWriter().text(1, name).message(2, value);
  }

  private static ProtobufWriter path(JsonNode item) {
    ProtobufWriter path = new ProtobufWriter();
    item.forEachEntry(
        (name, operation) -> {
          if (METHODS.containsKey(name)) {
            path.message(METHODS.get(name), operation(operation));
          }
        });
    item.path("parameters").forEach(parameter -> path.message(9, parameter(parameter)));
    return path;
  }

  private static ProtobufWriter operation(JsonNode json) {
    ProtobufWriter operation = new ProtobufWriter();
    json.path("consumes").forEach(type -> operation.text(7, type.asString()));
    json.path("parameters").forEach(parameter -> operation.message(8, parameter(parameter)));
    ProtobufWriter responses = new ProtobufWriter();
    json.path("responses")
        .forEachEntry((code, answer) -> responses.message(1, named(code, response(answer))));
    operation.message(9, responses);
    extensions(json, operation, 13);
    return operation;
  }

  private static ProtobufWriter response(JsonNode json) {
    ProtobufWriter response = new ProtobufWriter().text(1, text(json, "description"));
    if (json.has("schema")) {
      response.message(2, new ProtobufWriter().message(1, schema(json.path("schema"))));
    }
    return new ProtobufWriter().message(1, response);
  }

  private static ProtobufWriter parameter(JsonNode json) {
    String in = text(json, "in");
    ProtobufWriter parameter = new ProtobufWriter();
    if (in.equals("body")) {
      parameter.message(
          1,
          new ProtobufWriter()
              .text(2, text(json, "name"))
              .text(3, in)
              .bool(4, json.path("required").asBoolean(false))
              .message(5, schema(json.path("schema"))));
    } else {
      parameter.message(2, new ProtobufWriter().message(in.equals("path") ? 4 : 3, plain(json)));
    }
    return new ProtobufWriter().message(1, parameter);
  }

  /** A parameter of the query or of the path: their messages differ only after the name. */
  private static ProtobufWriter plain(JsonNode json) {
    boolean path = text(json, "in").equals("path");
    return new ProtobufWriter()
        .bool(1, json.path("required").asBoolean(false))
        .text(2, text(json, "in"))
        .text(4, text(json, "name"))
        .text(path ? 5 : 6, text(json, "type"));
  }

  private static ProtobufWriter schemas(JsonNode json) {
    ProtobufWriter schemas = new ProtobufWriter();
    json.forEachEntry((name, schema) -> schemas.message(1, named(name, schema(schema))));
    return schemas;
  }

  private static ProtobufWriter schema(JsonNode json) {
    ProtobufWriter schema =
        new ProtobufWriter().text(1, text(json, "$ref")).text(2, text(json, "format"));
    json.path("required").forEach(name -> schema.text(19, name.asString()));
    if (json.has("additionalProperties")) {
      ProtobufWriter value = schema(json.path("additionalProperties"));
      schema.message(21, new ProtobufWriter().message(1, value));
    }
    if (json.has("type")) {
      schema.message(22, new ProtobufWriter().text(1, text(json, "type")));
    }
    if (json.has("items")) {
      schema.message(23, new ProtobufWriter().message(1, schema(json.path("items"))));
    }
    if (json.has("properties")) {
      schema.message(25, schemas(json.path("properties")));
    }
    extensions(json, schema, 31);
    return schema;
  }

  private static void extensions(JsonNode json, ProtobufWriter to, int field) {
    json.forEachEntry(
        (name, value) -> {
          if (name.startsWith("x-")) {
            to.message(field, named(name, new ProtobufWriter().text(2, value.toString())));
          }
        });
  }
}

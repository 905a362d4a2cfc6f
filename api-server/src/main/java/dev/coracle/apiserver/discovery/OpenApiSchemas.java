// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.schema.StructuralSchema;
import dev.coracle.apiserver.schema.Subresource;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of one document: the kinds, their lists, and every type they reach. */
final class OpenApiSchemas {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final String RAW = "io.k8s.apimachinery.pkg.runtime.RawExtension";

  private final OpenApiStyle style;
  private final Kinds kinds;
  private final ObjectNode schemas = NODES.objectNode();

  OpenApiSchemas(OpenApiStyle style, Kinds kinds) {
    this.style = style;
    this.kinds = kinds;
  }

  ObjectNode all() {
    return schemas;
  }

  /** Adds the kind, its list, and the kinds of its subresources. */
  void add(Kind kind) {
    String name = rootName(kind);
    addRoot(kind, name);
    ObjectNode list = object(name + "List", kind.type(), kind.type().kind() + "List");
    ObjectNode properties = list.withObjectProperty("properties");
    properties.set("apiVersion", scalar("string"));
    properties.set("kind", scalar("string"));
    properties.set("metadata", property(new FieldType.Reference(meta("ListMeta"))));
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.set("items", style.property(name));
    list.putArray("required").add("items");
    for (Subresource sub : kind.subresources()) {
      kinds.sentTo(sub).ifPresent(sent -> addRoot(sent, rootName(sent)));
    }
    reach(meta("DeleteOptions"));
    reach(meta("Status"));
  }

  /** The type of a body that all groups share. */
  private MessageType meta(String kind) {
    return ((BuiltInSchema) kinds.byKind("v1", kind).orElseThrow().schema()).root();
  }

  /** The published name of the kind's own schema. */
  static String rootName(Kind kind) {
    ResourceType type = kind.type();
    return kind.schema() instanceof BuiltInSchema schema
        ? OpenApiStyle.published(schema.root().name())
        : reversed(type.group()) + "." + type.version() + "." + type.kind();
  }

  private static String reversed(String group) {
    StringBuilder result = new StringBuilder();
    for (String word : group.split("\\.")) {
      result.insert(0, result.isEmpty() ? word : word + ".");
    }
    return result.toString();
  }

  private void addRoot(Kind kind, String name) {
    if (kind.schema() instanceof BuiltInSchema schema) {
      reach(schema.root());
    } else {
      schemas.set(name, structural((StructuralSchema) kind.schema()));
    }
    mark((ObjectNode) schemas.path(name), kind.type(), kind.type().kind());
  }

  /** What the definition says, and what it need not say because every kind has it. */
  private ObjectNode structural(StructuralSchema schema) {
    ObjectNode published = schema.document().put("type", "object");
    ObjectNode properties = published.withObjectProperty("properties");
    properties.set("apiVersion", scalar("string"));
    properties.set("kind", scalar("string"));
    properties.set("metadata", property(new FieldType.Reference(schema.objectMeta())));
    return published;
  }

  private ObjectNode object(String name, ResourceType type, String kind) {
    ObjectNode schema = schemas.putObject(name).put("type", "object");
    mark(schema, type, kind);
    return schema;
  }

  private static void mark(ObjectNode schema, ResourceType type, String kind) {
    if (!schema.has(OpenApiPaths.GROUP_VERSION_KIND)) {
      schema
          .putArray(OpenApiPaths.GROUP_VERSION_KIND)
          .add(OpenApiPaths.groupVersionKind(type.group(), type.version(), kind));
    }
  }

  private void reach(MessageType type) {
    String name = OpenApiStyle.published(type.name());
    if (schemas.has(name)) {
      return;
    }
    ObjectNode schema = schemas.putObject(name).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (Field field : type.fields()) {
      properties.set(field.name(), field(field));
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    if (type.atomic()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
  }

  private ObjectNode field(Field field) {
    ObjectNode schema = property(field.type());
    put(schema, "x-kubernetes-list-type", field.listType());
    put(schema, "x-kubernetes-patch-merge-key", field.mergeKey());
    put(schema, "x-kubernetes-patch-strategy", String.join(",", field.patchStrategies()));
    if (!field.listMapKeys().isEmpty()) {
      putAll(schema.putArray("x-kubernetes-list-map-keys"), field.listMapKeys());
    }
    if (field.atomicMap()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    field
        .constant()
        .filter(constant -> style == OpenApiStyle.V3 && !constant.conditional())
        .ifPresent(constant -> schema.set("default", constant.value().deepCopy()));
    return schema;
  }

  private static void put(ObjectNode schema, String keyword, String value) {
    if (!value.isEmpty()) {
      schema.put(keyword, value);
    }
  }

  private static void putAll(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private ObjectNode property(FieldType type) {
    if (type instanceof FieldType.Reference reference) {
      reach(reference.type());
      return style.property(OpenApiStyle.published(reference.type().name()));
    }
    if (type instanceof FieldType.ListOf list) {
      ObjectNode schema = scalar("array");
      schema.set("items", property(list.element()));
      return schema;
    }
    if (type instanceof FieldType.MapOf map) {
      ObjectNode schema = scalar("object");
      schema.set("additionalProperties", property(map.value()));
      return schema;
    }
    return scalar((FieldType.Scalar) type);
  }

  private ObjectNode scalar(FieldType.Scalar type) {
    return switch (type) {
      case STRING -> scalar("string");
      case BOOL -> scalar("boolean");
      case INT32 -> scalar("integer").put("format", "int32");
      case INT64 -> scalar("integer").put("format", "int64");
      case DOUBLE -> scalar("number").put("format", "double");
      case BYTES -> scalar("string").put("format", "byte");
      case TIME -> shared(META + "Time", scalar("string").put("format", "date-time"));
      case MICRO_TIME -> shared(META + "MicroTime", scalar("string").put("format", "date-time"));
      case QUANTITY -> shared(QUANTITY, either("string", "number", ""));
      case INT_OR_STRING -> shared(INT_OR_STRING, either("integer", "string", "int-or-string"));
      case RAW -> shared(RAW, scalar("object"));
    };
  }

  /** Values of two types; OpenAPI v2 has no word for that and calls them strings. */
  private ObjectNode either(String one, String other, String format) {
    ObjectNode schema = style == OpenApiStyle.V2 ? scalar("string") : NODES.objectNode();
    if (style == OpenApiStyle.V3) {
      schema.putArray("oneOf").add(scalar(one)).add(scalar(other));
    }
    put(schema, "format", format);
    return schema;
  }

  private ObjectNode shared(String name, ObjectNode schema) {
    schemas.set(name, schema);
    return style.property(name);
  }

  private static ObjectNode scalar(String type) {
    return NODES.objectNode().put("type", type);
  }
}

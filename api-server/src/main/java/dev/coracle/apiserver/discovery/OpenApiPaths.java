// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.Subresource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The paths of one document, with the operations and parameters that clients look for. */
final class OpenApiPaths {
  static final String GROUP_VERSION_KIND = "x-kubernetes-group-version-kind";

  private static final JsonNodeFactory NODES = Json.NODES;
  private static final List<String> WRITE_OPTIONS =
      List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  /** Verb to method and action, for one object. */
  private static final Map<String, String> OBJECT_METHODS =
      Map.of("get", "get", "update", "put", "patch", "patch", "delete", "delete", "create", "post");

  private static final Map<String, String> COLLECTION_METHODS =
      Map.of("list", "get", "create", "post", "deletecollection", "delete");

  private final OpenApiStyle style;
  private final Kinds kinds;

  OpenApiPaths(OpenApiStyle style, Kinds kinds) {
    this.style = style;
    this.kinds = kinds;
  }

  static ObjectNode groupVersionKind(String group, String version, String kind) {
    return NODES.objectNode().put("group", group).put("kind", kind).put("version", version);
  }

  ObjectNode of(List<Kind> shown) {
    ObjectNode paths = NODES.objectNode();
    for (Kind kind : shown) {
      ResourceType type = kind.type();
      String base =
          (type.group().isEmpty() ? "/api/" : "/apis/")
              + type.apiVersion()
              + "/"
              + (type.namespaced() ? "namespaces/{namespace}/" : "")
              + type.plural();
      put(paths, base, kind.verbs(), COLLECTION_METHODS, kind);
      List<String> onObject = kind.verbs().stream().filter(verb -> !verb.equals("create")).toList();
      put(paths, base + "/{name}", onObject, OBJECT_METHODS, kind);
      for (Subresource sub : kind.subresources()) {
        Kind sent = kinds.sentTo(sub).orElse(kind);
        put(paths, base + "/{name}/" + sub.name(), sub.verbs(), OBJECT_METHODS, sent);
      }
    }
    return paths;
  }

  private void put(
      ObjectNode paths, String path, List<String> verbs, Map<String, String> methods, Kind kind) {
    ObjectNode entry = NODES.objectNode();
    for (String verb : verbs) {
      String method = methods.get(verb);
      if (method != null) {
        entry.set(method, operation(verb, method, kind));
      }
    }
    for (String name : List.of("name", "namespace")) {
      if (path.contains("{" + name + "}")) {
        entry.withArrayProperty("parameters").add(parameter(name, "path").put("required", true));
      }
    }
    paths.set(path, entry);
  }

  private ObjectNode operation(String verb, String method, Kind kind) {
    ResourceType type = kind.type();
    ObjectNode operation = NODES.objectNode();
    boolean writes = !method.equals("get") && !method.equals("delete");
    ArrayNode parameters = NODES.arrayNode();
    if (writes) {
      body(operation, parameters, method, OpenApiSchemas.rootName(kind));
      WRITE_OPTIONS.forEach(option -> parameters.add(parameter(option, "query")));
    }
    if (method.equals("patch")) {
      parameters.add(parameter("force", "query"));
    }
    operation.set("parameters", parameters);
    ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
    answer(ok, OpenApiSchemas.rootName(kind) + (verb.equals("list") ? "List" : ""));
    operation.put("x-kubernetes-action", method.equals("get") ? verb : method);
    operation.set(GROUP_VERSION_KIND, groupVersionKind(type.group(), type.version(), type.kind()));
    return operation;
  }

  private void answer(ObjectNode response, String schema) {
    if (style == OpenApiStyle.V2) {
      response.set("schema", style.reference(schema));
    } else {
      ObjectNode json = response.putObject("content").putObject("application/json");
      json.set("schema", style.reference(schema));
    }
  }

  private void body(ObjectNode operation, ArrayNode parameters, String method, String schema) {
    List<String> types = method.equals("patch") ? PATCH_TYPES : List.of("*/*");
    // A patch has no schema of its own.
    ObjectNode content =
        method.equals("patch") ? NODES.objectNode().put("type", "object") : style.reference(schema);
    if (style == OpenApiStyle.V2) {
      ArrayNode consumes = operation.putArray("consumes");
      types.forEach(consumes::add);
      parameters.addObject().put("name", "body").put("in", "body").put("required", true);
      ((ObjectNode) parameters.get(0)).set("schema", content);
    } else {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      ObjectNode accepted = body.putObject("content");
      types.forEach(type -> accepted.putObject(type).set("schema", content.deepCopy()));
    }
  }

  private ObjectNode parameter(String name, String in) {
    ObjectNode parameter = NODES.objectNode().put("name", name).put("in", in);
    if (style == OpenApiStyle.V2) {
      return parameter.put("type", "string");
    }
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions.FieldValidation;
import dev.coracle.apiserver.codec.Decoded;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a body must agree with in the request that carries it. */
final class BodyRules {

  private BodyRules() {}

  /** Checks or fills {@code apiVersion} and {@code kind}. */
  static void settleKind(ResourceType type, ObjectNode object) {
    String apiVersion = Json.textAt(object, "apiVersion");
    String kind = Json.textAt(object, "kind");
    if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version"
              + " ("
              + type.apiVersion()
              + ")");
    }
    if (!kind.isEmpty() && !kind.equals(type.kind())) {
      throw ApiException.badRequest(
          type.singular()
              + " in version \""
              + type.version()
              + "\" cannot be handled as a "
              + type.kind()
              + ": converting ("
              + apiVersion
              + ", Kind="
              + kind
              + ") to ("
              + type.apiVersion()
              + ", Kind="
              + type.kind()
              + "): unknown conversion");
    }
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
  }

  /** Checks or fills {@code metadata.namespace}. */
  static void settleNamespace(ResourceType type, String namespace, ObjectNode object) {
    ObjectNode metadata = Json.objectAt(object, "metadata");
    String given = metadata.path("namespace").asString("");
    if (!type.namespaced()) {
      metadata.remove("namespace");
    } else if (given.isEmpty()) {
      metadata.put("namespace", namespace);
    } else if (!given.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /** Checks {@code metadata.name}. */
  static void requireName(String name, ObjectNode object) {
    String given = Json.textAt(object, "metadata", "name");
    if (given.isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!given.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
  }

  /** Does with unknown and duplicate fields of a body what the client asked for. */
  static void judgeFields(Call call, Decoded body) {
    strictError(call, body)
        .ifPresent(
            error -> {
              String apiVersion = Json.textAt(body.object(), "apiVersion");
              String kind = Json.textAt(body.object(), "kind");
              String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
              throw ApiException.badRequest(
                  "%s in version \"%s\" cannot be handled as a %s: %s"
                      .formatted(kind, version, kind, error));
            });
  }

  /** The error to refuse a document with; unless it is refused, the client is warned or not. */
  static Optional<String> strictError(Call call, Decoded body) {
    FieldValidation validation = call.options().fieldValidation();
    if (validation == FieldValidation.STRICT) {
      return body.strictError();
    }
    if (validation == FieldValidation.WARN) {
      body.warnings().forEach(call::warn);
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.patch.JsonPatch;
import dev.coracle.apiserver.patch.MergePatch;
import dev.coracle.apiserver.patch.PatchException;
import dev.coracle.apiserver.patch.StrategicMergePatch;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageType;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The forms of patches, applied to a kind's objects. */
final class Patches {

  private static final Pattern HANDLED =
      Pattern.compile("^\\S* in version \"[^\"]*\" cannot be handled as a \\S+: ");

  private final BodyDecoder decoder;
  private final Kind kind;

  Patches(Kinds kinds, Kind kind) {
    this.decoder = new BodyDecoder(kinds);
    this.kind = kind;
  }

  /**
   * The changed copy of an object, read again as its kind.
   *
   * @throws ApiException 422 when that cannot be read, or strictly speaking should not be
   */
  Decoded apply(Call call, Patch patch, KubeObject old) {
    ObjectNode patched = patched(patch, old.tree());
    Decoded decoded = decode(patch, patched);
    BodyRules.strictError(call, decoded)
        .ifPresent(
            error -> {
              throw invalid(patch, patched, error);
            });
    return decoded;
  }

  private Decoded decode(Patch patch, ObjectNode patched) {
    try {
      return decoder.decode(patched, kind);
    } catch (DecodeException e) {
      String message = withoutKind(e);
      boolean merged = patch.type() == Patch.Type.STRATEGIC;
      throw invalid(patch, patched, merged ? RestoredType.text(message) : message);
    }
  }

  /** What is wrong with a document, without the words that it cannot be handled as its kind. */
  static String withoutKind(DecodeException problem) {
    return HANDLED.matcher(String.valueOf(problem.getMessage())).replaceFirst("");
  }

  /** Kubernetes shows the patched document, and of a strategic merge the patch as Go prints it. */
  private static ApiException invalid(Patch patch, ObjectNode patched, String why) {
    boolean merged = patch.type() == Patch.Type.STRATEGIC;
    String shown = merged ? goText(patch.body()) : Json.text(patched);
    String body = FieldError.invalid("patch", shown, why).toString();
    ObjectNode details = Json.object();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "FieldValueInvalid")
        .put("message", body.substring("patch: ".length()))
        .put("field", "patch");
    ObjectNode status = ApiException.of(422, "Invalid", " \"\" is invalid: " + body).toStatus();
    status.set("details", details);
    return ApiException.of(status);
  }

  private static String goText(JsonNode node) {
    if (node.isObject()) {
      return new TreeMap<>(
              node.propertyStream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)))
          .entrySet().stream()
              .map(e -> e.getKey() + ":" + goText(e.getValue()))
              .collect(joining(" ", "map[", "]"));
    }
    if (node.isArray()) {
      return node.valueStream().map(Patches::goText).collect(joining(" ", "[", "]"));
    }
    return node.isNull() ? "<nil>" : node.asString();
  }

  /** Only the types of the table say how their lists merge. */
  private MessageType mergeType() {
    if (kind.schema() instanceof BuiltInSchema schema) {
      return schema.root();
    }
    throw ApiException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json");
  }

  private ObjectNode patched(Patch patch, ObjectNode old) {
    try {
      return switch (patch.type()) {
        case MERGE -> MergePatch.apply(old, patch.body());
        case STRATEGIC -> StrategicMergePatch.apply(old, patch.body(), mergeType());
        case JSON -> JsonPatch.apply(old, patch.body());
        case APPLY -> throw ApiException.notImplemented("server-side apply");
      };
    } catch (PatchException e) {
      String message = String.valueOf(e.getMessage());
      throw e.code() == 422
          ? ApiException.response(e.code(), e.reason(), message)
          : ApiException.of(e.code(), e.reason(), message);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI documents of the kinds the server serves, made when asked for. Immutable. */
public final class OpenApi {
  private static final String VERSION = "v1.36.0";

  /** The kinds by their place in the index, such as {@code apis/apps/v1}. */
  private final Map<String, List<Kind>> byGroupVersion = new LinkedHashMap<>();

  private final Kinds kinds;

  private OpenApi(Kinds kinds) {
    this.kinds = kinds;
    for (Kind kind : kinds.all()) {
      byGroupVersion.merge(place(kind), List.of(kind), OpenApi::join);
    }
  }

  /** The documents for these kinds. */
  public static OpenApi of(Kinds kinds) {
    return new OpenApi(kinds);
  }

  /** The answer to {@code /openapi/v3}: where the document of each group and version is. */
  public ObjectNode index() {
    ObjectNode document = Json.object();
    ObjectNode paths = document.putObject("paths");
    byGroupVersion.forEach(
        (place, some) ->
            paths
                .putObject(place)
                .put("serverRelativeURL", "/openapi/v3/" + place + "?hash=" + hash(some)));
    return document;
  }

  /** The answer to {@code /openapi/v3/PLACE}, the place as the index names it. */
  public Optional<ObjectNode> v3(String place) {
    return Optional.ofNullable(byGroupVersion.get(place)).map(this::v3);
  }

  /** The answer to {@code /openapi/v2}, for clients that take JSON there. */
  public ObjectNode v2() {
    ObjectNode document = Json.object().put("swagger", "2.0");
    document.putObject("info").put("title", "Kubernetes").put("version", VERSION);
    OpenApiSchemas schemas = new OpenApiSchemas(OpenApiStyle.V2, kinds);
    kinds.all().forEach(schemas::add);
    document.set("paths", new OpenApiPaths(OpenApiStyle.V2, kinds).of(kinds.all()));
    document.set("definitions", schemas.all());
    return document;
  }

  /** The answer to {@code /openapi/v2}, for clients that take protobuf there. */
  public byte[] v2Protobuf() {
    return OpenApiProtobuf.document(v2());
  }

  private ObjectNode v3(List<Kind> some) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", VERSION);
    OpenApiSchemas schemas = new OpenApiSchemas(OpenApiStyle.V3, kinds);
    some.forEach(schemas::add);
    document.set("paths", new OpenApiPaths(OpenApiStyle.V3, kinds).of(some));
    document.putObject("components").set("schemas", schemas.all());
    return document;
  }

  private static String place(Kind kind) {
    String apiVersion = kind.type().apiVersion();
    return kind.type().group().isEmpty() ? "api/" + apiVersion : "apis/" + apiVersion;
  }

  /** Changes with the content, so that clients know when to ask again. */
  private static String hash(List<Kind> kinds) {
    StringBuilder content = new StringBuilder();
    for (Kind kind : kinds) {
      content.append(kind.type()).append(kind.subresources()).append(kind.schema().fingerprint());
    }
    return "%08X".formatted(content.toString().hashCode());
  }

  private static List<Kind> join(List<Kind> some, List<Kind> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }
}

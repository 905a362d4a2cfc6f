// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change to an object, in one of the forms that the API knows. The body is given away: nobody can
 * change it any more.
 */
public record Patch(Type type, JsonNode body) {

  public Patch {
    body = DocumentNodes.share(body);
  }

  /** The forms of a patch, with their media types. */
  public enum Type {
    /** Operations one after the other, RFC 6902. */
    JSON("application/json-patch+json"),
    /** A document that is laid over the object, RFC 7386; lists are replaced. */
    MERGE("application/merge-patch+json"),
    /** A document that is laid over the object; lists are merged as their fields say. */
    STRATEGIC("application/strategic-merge-patch+json"),
    /** Server-side apply: the fields that a manager cares for. */
    APPLY("application/apply-patch+yaml");

    private final String mediaType;

    Type(String mediaType) {
      this.mediaType = mediaType;
    }

    /** The content type by which a request says so. */
    public String mediaType() {
      return mediaType;
    }
  }

  /** A merge patch: members replace, null removes (RFC 7386). */
  public static Patch merge(Consumer<ObjectNode> fill) {
    ObjectNode body = Json.object();
    fill.accept(body);
    return new Patch(Type.MERGE, body);
  }

  /** A strategic merge patch: lists merge by their key as the kind declares. */
  public static Patch strategic(Consumer<ObjectNode> fill) {
    ObjectNode body = Json.object();
    fill.accept(body);
    return new Patch(Type.STRATEGIC, body);
  }

  /** A JSON patch: a list of operations (RFC 6902). */
  public static Patch json(JsonNode operations) {
    return new Patch(Type.JSON, operations);
  }
}

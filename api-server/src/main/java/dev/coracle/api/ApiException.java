// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal by the API: an HTTP code, a reason for machines, a message for people, and details. It
 * travels as a {@code Status}. Messages and reasons are Kubernetes' own.
 */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String NOT_IMPLEMENTED = "NotImplemented";

  private final int code;
  private final String reason;
  private final transient ObjectNode details;
  private final String continueToken;
  private final boolean detailed;

  private ApiException(int code, String reason, String message, ObjectNode details) {
    this(code, reason, message, details, "", !details.isEmpty());
  }

  private ApiException(
      int code,
      String reason,
      String message,
      ObjectNode details,
      String continueToken,
      boolean detailed) {
    super(message);
    this.continueToken = continueToken;
    this.detailed = detailed;
    this.code = code;
    this.reason = reason;
    this.details = (ObjectNode) DocumentNodes.share(details);
  }

  /** An answer that no other factory makes. */
  public static ApiException of(int code, String reason, String message) {
    return new ApiException(code, reason, message, Json.object());
  }

  /**
   * A refusal in the words of HTTP alone, whose details are there and empty: kubectl reads the
   * names in them without looking whether there are any.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/errors/errors.go
   * (NewGenericServerResponse)
   */
  public static ApiException response(int code, String reason, String message) {
    return new ApiException(code, reason, message, Json.object(), "", true);
  }

  /** The refusal that a Status document describes. */
  public static ApiException of(ObjectNode status) {
    return new ApiException(
        status.path("code").asInt(500),
        status.path("reason").asString(""),
        status.path("message").asString(""),
        status.path("details") instanceof ObjectNode details ? details.deepCopy() : Json.object(),
        Json.textAt(status, "metadata", "continue"),
        status.has("details"));
  }

  /** A 400: the request itself cannot be understood. */
  public static ApiException badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  /** A 401: nobody knows who asks. */
  public static ApiException unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  /** A 404: there is no object of that name. */
  public static ApiException notFound(ResourceType type, String name) {
    return about(404, "NotFound", type, name, type.qualifiedName() + " \"" + name + "\" not found");
  }

  /** No such path. */
  public static ApiException pageNotFound() {
    return response(404, "NotFound", "the server could not find the requested resource");
  }

  /** A 409: the name is taken. */
  public static ApiException alreadyExists(ResourceType type, String name) {
    return about(
        409,
        "AlreadyExists",
        type,
        name,
        type.qualifiedName() + " \"" + name + "\" already exists");
  }

  /** A 409: the object is not what the writer believed it to be. */
  public static ApiException conflict(ResourceType type, String name, String why) {
    return about(
        409,
        "Conflict",
        type,
        name,
        "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name + "\": " + why);
  }

  /** The object read is not the newest any more. */
  public static ApiException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /** A 403: who asks may not do it, or nobody may. */
  public static ApiException forbidden(ResourceType type, String name, String why) {
    return about(
        403,
        "Forbidden",
        type,
        name,
        type.qualifiedName()
            + (name.isEmpty() ? "" : " \"" + name + "\"")
            + " is forbidden: "
            + why);
  }

  /** The revision asked for is no longer held. */
  public static ApiException expired(String message) {
    return of(410, "Expired", message);
  }

  /** The list that a token goes on with is no longer held; another token gives the newest rest. */
  public static ApiException expired(String message, String continueToken) {
    return new ApiException(410, "Expired", message, Json.object(), continueToken, false);
  }

  /** A 415: the body is of a type that is not read. */
  public static ApiException unsupportedMediaType(String message) {
    return of(415, "UnsupportedMediaType", message);
  }

  /** The object breaks rules of its kind. */
  public static ApiException invalid(ResourceType type, String name, List<FieldError> errors) {
    List<String> texts = errors.stream().map(FieldError::toString).distinct().toList();
    String joined =
        texts.size() == 1
            ? texts.get(0)
            : texts.stream().collect(Collectors.joining(", ", "[", "]"));
    ObjectNode details = kindDetails(type, type.kind(), name);
    ArrayNode causes = details.putArray("causes");
    for (FieldError error : errors) {
      causes
          .addObject()
          .put("reason", error.cause().reason())
          .put("message", error.body())
          .put("field", error.field());
    }
    String qualified = type.kind() + (type.group().isEmpty() ? "" : "." + type.group());
    return new ApiException(
        422, "Invalid", qualified + " \"" + name + "\" is invalid: " + joined, details);
  }

  /** The options of a call, such as its {@code ListOptions}, break rules. */
  public static ApiException invalidOptions(String kind, List<FieldError> errors) {
    return invalid(new ResourceType("meta.k8s.io", "v1", "", "", kind, false), "", errors);
  }

  /** The revision asked for is newer than all there are; it may be worth asking again. */
  public static ApiException tooLargeResourceVersion(long asked, long current) {
    ObjectNode details = Json.object();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return new ApiException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + asked + ", current: " + current,
        details);
  }

  /** A 429: it may be done later, as an eviction that a disruption budget forbids now. */
  public static ApiException tooManyRequests(String message, ObjectNode details) {
    return new ApiException(429, "TooManyRequests", message, details);
  }

  /**
   * A fault of the server, which names its cause twice.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/errors/errors.go
   * (NewInternalError)
   */
  public static ApiException internal(String message) {
    ObjectNode details = Json.object();
    details.putArray("causes").addObject().put("message", message);
    return new ApiException(500, "InternalError", "Internal error occurred: " + message, details);
  }

  /** What Coracle does not do; the message names it. Clients would repeat a 501. */
  public static ApiException notImplemented(String what) {
    return response(422, NOT_IMPLEMENTED, what + " is not implemented by Coracle");
  }

  /** A 503: the server cannot answer now. */
  public static ApiException unavailable(String message) {
    return of(503, "ServiceUnavailable", message);
  }

  private static ApiException about(
      int code, String reason, ResourceType type, String name, String message) {
    return new ApiException(code, reason, message, kindDetails(type, type.plural(), name));
  }

  private static ObjectNode kindDetails(ResourceType type, String kind, String name) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    return details.put("kind", kind);
  }

  /** The same refusal with a longer message in front. */
  public ApiException prefixed(String prefix) {
    return new ApiException(code, reason, prefix + getMessage(), details, continueToken, detailed);
  }

  /** The HTTP status. */
  public int code() {
    return code;
  }

  /** The reason of the Status, one word for programs, such as {@code NotFound}. */
  public String reason() {
    return reason;
  }

  /** The token by which an expired list can be gone on with all the same; empty for none. */
  public String continueToken() {
    return continueToken;
  }

  /** Whether what was asked for does not exist. */
  public boolean isNotFound() {
    return code == 404;
  }

  /** Whether Coracle does not do what was asked for. */
  public boolean isNotImplemented() {
    return reason.equals(NOT_IMPLEMENTED);
  }

  /** Whether somebody else has written in the meantime. */
  public boolean isConflict() {
    return code == 409 && reason.equals("Conflict");
  }

  /** Whether the name of what was to be created is taken. */
  public boolean isAlreadyExists() {
    return code == 409 && reason.equals("AlreadyExists");
  }

  /** The document that stands for this refusal on the wire, a new one at each call. */
  public ObjectNode toStatus() {
    ObjectNode status = Json.object();
    ObjectNode metadata =
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    if (!continueToken.isEmpty()) {
      metadata.put("continue", continueToken);
    }
    status.put("status", "Failure").put("message", String.valueOf(getMessage()));
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (detailed) {
      status.set("details", details.deepCopy());
    }
    return status.put("code", code);
  }
}

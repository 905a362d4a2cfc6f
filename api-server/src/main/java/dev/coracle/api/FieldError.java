// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One violated rule of an object: the field's path, the kind of violation and the text after the
 * path, as Kubernetes words it.
 */
public record FieldError(String field, Cause cause, String body) {

  /** The kind of violation, with its machine-readable reason in a Status. */
  public enum Cause {
    REQUIRED("FieldValueRequired"),
    INVALID("FieldValueInvalid"),
    FORBIDDEN("FieldValueForbidden"),
    NOT_SUPPORTED("FieldValueNotSupported"),
    DUPLICATE("FieldValueDuplicate"),
    NOT_FOUND("FieldValueNotFound"),
    TYPE_INVALID("FieldValueTypeInvalid"),
    TOO_LONG("FieldValueTooLong"),
    TOO_MANY("FieldValueTooMany");

    private final String reason;

    Cause(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(field, Cause.REQUIRED, with("Required value", detail));
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(field, Cause.FORBIDDEN, with("Forbidden", detail));
  }

  public static FieldError invalid(String field, JsonNode value, String detail) {
    return new FieldError(field, Cause.INVALID, with("Invalid value: " + go(value), detail));
  }

  public static FieldError invalid(String field, String value, String detail) {
    return new FieldError(
        field, Cause.INVALID, with("Invalid value: " + GoText.quote(value), detail));
  }

  public static FieldError invalid(String field, long value, String detail) {
    return new FieldError(field, Cause.INVALID, with("Invalid value: " + value, detail));
  }

  /** The supported values are given in the order in which the message names them. */
  public static FieldError notSupported(String field, String value, String... supported) {
    return notSupported(field, StringNode.valueOf(value), supported);
  }

  /** The supported values are given in the order in which the message names them. */
  public static FieldError notSupported(String field, JsonNode value, String... supported) {
    StringBuilder text = new StringBuilder("Unsupported value: " + go(value));
    text.append(": supported values: ");
    for (int i = 0; i < supported.length; i++) {
      text.append(i == 0 ? "" : ", ").append(GoText.quote(supported[i]));
    }
    return new FieldError(field, Cause.NOT_SUPPORTED, text.toString());
  }

  public static FieldError duplicate(String field, JsonNode value) {
    return new FieldError(field, Cause.DUPLICATE, "Duplicate value: " + go(value));
  }

  public static FieldError duplicate(String field, String value) {
    return new FieldError(field, Cause.DUPLICATE, "Duplicate value: " + GoText.quote(value));
  }

  public static FieldError tooLong(String field, int most) {
    return new FieldError(
        field, Cause.TOO_LONG, "Too long: may not be more than " + most + " bytes");
  }

  /** The same with a reason at its end. */
  public FieldError with(String detail) {
    return new FieldError(field, cause, with(body, detail));
  }

  private static String with(String kind, String detail) {
    return detail.isEmpty() ? kind : kind + ": " + detail;
  }

  /**
   * Strings quoted, numbers and booleans plain, everything else as compact JSON.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/validation/field/errors.go
   * (Error.ErrorBody)
   */
  private static String go(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "null";
    }
    return value.isString() ? GoText.quote(value.stringValue()) : GoText.json(value);
  }

  @Override
  public String toString() {
    return field + ": " + body;
  }
}

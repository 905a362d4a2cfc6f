// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.FieldError;
import dev.coracle.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The violations found in one object, in the order of their finding. Paths are plain text. */
public final class FieldErrors {

  private final List<FieldError> errors = new ArrayList<>();
  private final Optional<Schema> schema;

  /** Errors that quote what is refused as it was sent. */
  public FieldErrors() {
    this.schema = Optional.empty();
  }

  /** Errors of an object, whose schema says how what is refused looks in Go. */
  public FieldErrors(Schema schema) {
    this.schema = Optional.of(schema);
  }

  public void add(FieldError error) {
    errors.add(error);
  }

  public void required(String path, String detail) {
    add(FieldError.required(path, detail));
  }

  public void forbidden(String path, String detail) {
    add(FieldError.forbidden(path, detail));
  }

  public void invalid(String path, String value, String detail) {
    add(FieldError.invalid(path, value, detail));
  }

  public void invalid(String path, long value, String detail) {
    add(FieldError.invalid(path, value, detail));
  }

  public void invalid(String path, JsonNode value, String detail) {
    add(FieldError.invalid(path, goForm(path, value), detail));
  }

  /** Refuses a member for what the whole of which it is a part says, and quotes the whole. */
  public void invalidPart(String path, String wholePath, JsonNode whole, String detail) {
    add(FieldError.invalid(path, goForm(wholePath, whole), detail));
  }

  /** Refuses a struct that is there already, and quotes it by the path at which it really is. */
  public void duplicatePart(String path, String realPath, JsonNode value, String detail) {
    add(FieldError.duplicate(path, goForm(realPath, value)).with(detail));
  }

  private JsonNode goForm(String path, JsonNode value) {
    return schema.map(known -> GoForm.of(known, path, value)).orElse(value);
  }

  /** Refuses a struct for one of its members, and quotes it whole. */
  public void notSupported(String path, JsonNode value, String... supported) {
    add(FieldError.notSupported(path, goForm(path, value), supported));
  }

  public void notSupported(String path, String value, String... supported) {
    add(FieldError.notSupported(path, value, supported));
  }

  public void duplicate(String path, String value) {
    add(FieldError.duplicate(path, value));
  }

  public int size() {
    return errors.size();
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<FieldError> list() {
    return List.copyOf(errors);
  }
}

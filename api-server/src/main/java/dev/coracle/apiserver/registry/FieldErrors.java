// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The violations found in one object, in the order of their finding. Paths are plain text. */
public final class FieldErrors {

  private final List<FieldError> errors = new ArrayList<>();

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
    add(FieldError.invalid(path, value, detail));
  }

  public void notSupported(String path, String value, String... supported) {
    add(FieldError.notSupported(path, value, supported));
  }

  public void duplicate(String path, String value) {
    add(FieldError.duplicate(path, value));
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<FieldError> list() {
    return List.copyOf(errors);
  }
}

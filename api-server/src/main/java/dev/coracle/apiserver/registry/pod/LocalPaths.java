// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules for paths inside volumes, and for the modes of files there. */
final class LocalPaths {

  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";

  private LocalPaths() {}

  /** A relative path that never leads upwards. */
  static void checkDescending(FieldErrors errors, String path, String value) {
    if (value.startsWith("/")) {
      errors.invalid(path, value, "must be a relative path");
    }
    checkNoBacksteps(errors, path, value);
  }

  static void checkNoBacksteps(FieldErrors errors, String path, String value) {
    if (List.of(value.split("/", -1)).contains("..")) {
      errors.invalid(path, value, "must not contain '..'");
    }
  }

  /** A descending path that is not one of those that the kubelet keeps for itself. */
  static void checkNotReserved(FieldErrors errors, String path, String value) {
    checkDescending(errors, path, value);
    if (value.startsWith("..") && !value.startsWith("../") && !value.equals("..")) {
      errors.invalid(path, value, "must not start with '..'");
    }
  }

  static void checkMode(FieldErrors errors, String path, JsonNode object, String member) {
    JsonNode mode = object.path(member);
    if (mode.isNumber() && (mode.asInt() < 0 || mode.asInt() > 0777)) {
      errors.invalid(path + "." + member, mode, MODE);
    }
  }

  /** The keys of a ConfigMap or Secret that become files. */
  static void checkItems(FieldErrors errors, String path, JsonNode items) {
    Values.each(items, path, (item, at) -> checkItem(errors, at, item));
  }

  private static void checkItem(FieldErrors errors, String path, JsonNode item) {
    Values.required(errors, item, path, "key");
    if (Values.required(errors, item, path, "path")) {
      checkNotReserved(errors, path + ".path", Values.text(item, "path"));
    }
    checkMode(errors, path, item, "mode");
  }
}

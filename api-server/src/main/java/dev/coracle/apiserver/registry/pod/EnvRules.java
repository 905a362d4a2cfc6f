// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.config.ConfigKeys;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The rules for the environment of a container. */
final class EnvRules {

  private static final Pattern NAME = Pattern.compile("[ -<>-~]+");
  private static final String NAME_TEXT =
      "a valid environment variable name must consist only of printable ASCII characters other"
          + " than '='";
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  private EnvRules() {}

  static void check(FieldErrors errors, String path, JsonNode env) {
    Values.each(
        env,
        path,
        (variable, at) -> {
          checkName(errors, at + ".name", Values.text(variable, "name"));
          checkSource(errors, at + ".valueFrom", variable);
        });
  }

  private static void checkName(FieldErrors errors, String path, String name) {
    if (name.isEmpty()) {
      errors.required(path, "");
    } else if (!NAME.matcher(name).matches()) {
      errors.invalid(path, name, NAME_TEXT);
    }
  }

  private static void checkSource(FieldErrors errors, String path, JsonNode variable) {
    JsonNode source = variable.path("valueFrom");
    if (!Values.isSet(source)) {
      return;
    }
    List<String> given = SOURCES.stream().filter(s -> Values.isSet(source.path(s))).toList();
    given.forEach(s -> checkReference(errors, path + "." + s, s, source.path(s)));
    if (given.isEmpty()) {
      errors.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
              + " or `fileKeyRef`");
    } else if (!Values.isEmpty(variable, "value")) {
      errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (given.size() > 1) {
      errors.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  private static void checkReference(
      FieldErrors errors, String path, String kind, JsonNode reference) {
    switch (kind) {
      case "fieldRef" ->
          FieldReferences.check(errors, path, reference, FieldReferences.OF_VARIABLES);
      case "resourceFieldRef" -> FieldReferences.checkResource(errors, path, reference, false);
      case "configMapKeyRef", "secretKeyRef" -> {
        checkObjectName(errors, path, reference);
        if (Values.required(errors, reference, path, "key")) {
          ConfigKeys.check(errors, path + ".key", Values.text(reference, "key"));
        }
      }
      default -> {}
    }
  }

  private static void checkObjectName(FieldErrors errors, String path, JsonNode reference) {
    if (Values.required(errors, reference, path, "name")) {
      Values.dnsSubdomain(errors, path + ".name", Values.text(reference, "name"));
    }
  }

  static void checkFrom(FieldErrors errors, String path, JsonNode envFrom) {
    Values.each(envFrom, path, (source, at) -> checkFromSource(errors, path, at, source));
  }

  private static void checkFromSource(
      FieldErrors errors, String whole, String path, JsonNode source) {
    if (!Values.isEmpty(source, "prefix")) {
      checkName(errors, path + ".prefix", Values.text(source, "prefix"));
    }
    List<String> given =
        List.of("configMapRef", "secretRef").stream()
            .filter(s -> Values.isSet(source.path(s)))
            .toList();
    given.forEach(s -> Values.required(errors, source.path(s), path + "." + s, "name"));
    // The real API server does not say which of the sources it means.
    if (given.isEmpty()) {
      errors.invalid(whole, "", "must specify one of: `configMapRef` or `secretRef`");
    } else if (given.size() > 1) {
      errors.invalid(whole, "", "may not have more than one field specified at a time");
    }
  }
}

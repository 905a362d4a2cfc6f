// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.FieldError;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for the volumes of a Pod and their mounts. */
final class VolumeRules {

  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";

  private VolumeRules() {}

  /** The members of a volume that say what it is made from. */
  static List<String> sources(JsonNode volume) {
    return volume.properties().stream()
        .filter(e -> !e.getKey().equals("name") && Values.isSet(e.getValue()))
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /** Checks the volumes of a spec; answers their names. */
  static Set<String> check(FieldErrors errors, String path, JsonNode volumes) {
    Set<String> names = new HashSet<>();
    Values.each(
        volumes,
        path,
        (volume, at) -> {
          checkSource(errors, at, volume);
          checkName(errors, at + ".name", Values.text(volume, "name"), names);
        });
    return names;
  }

  private static void checkName(FieldErrors errors, String path, String name, Set<String> names) {
    if (name.isEmpty()) {
      errors.required(path, "");
      return;
    }
    Values.dnsLabel(errors, path, name);
    if (!names.add(name)) {
      errors.duplicate(path, name);
    }
  }

  private static void checkSource(FieldErrors errors, String path, JsonNode volume) {
    List<String> sources = sources(volume);
    if (sources.isEmpty()) {
      errors.required(path, "must specify a volume type");
    }
    sources.stream()
        .skip(1)
        .forEach(s -> errors.forbidden(path + "." + s, "may not specify more than 1 volume type"));
    sources.stream().limit(1).forEach(s -> checkSource(errors, path + "." + s, s, volume.path(s)));
  }

  private static void checkSource(FieldErrors errors, String path, String kind, JsonNode source) {
    switch (kind) {
      case "configMap" -> {
        Values.required(errors, source, path, "name");
        checkItems(errors, path, source);
      }
      case "secret" -> {
        Values.required(errors, source, path, "secretName");
        checkItems(errors, path, source);
      }
      case "hostPath" -> Values.required(errors, source, path, "path");
      case "persistentVolumeClaim" -> Values.required(errors, source, path, "claimName");
      case "projected" -> checkMode(errors, path, source, "defaultMode");
      default -> {}
    }
  }

  private static void checkItems(FieldErrors errors, String path, JsonNode source) {
    checkMode(errors, path, source, "defaultMode");
    Values.each(
        source.path("items"),
        path + ".items",
        (item, at) -> {
          Values.required(errors, item, at, "key");
          if (Values.required(errors, item, at, "path")) {
            checkRelative(errors, at + ".path", Values.text(item, "path"));
          }
          checkMode(errors, at, item, "mode");
        });
  }

  private static void checkMode(FieldErrors errors, String path, JsonNode object, String member) {
    JsonNode mode = object.path(member);
    if (mode.isNumber() && (mode.asInt() < 0 || mode.asInt() > 0777)) {
      errors.invalid(path + "." + member, mode, MODE);
    }
  }

  private static void checkRelative(FieldErrors errors, String path, String value) {
    if (value.startsWith("/")) {
      errors.invalid(path, value, "must be a relative path");
    }
    if (List.of(value.split("/", -1)).contains("..")) {
      errors.invalid(path, value, "must not contain '..'");
    }
  }

  /** Checks the mounts of a container against the volumes of its Pod. */
  static void checkMounts(FieldErrors errors, String path, JsonNode mounts, Set<String> volumes) {
    Set<String> places = new HashSet<>();
    Values.each(mounts, path, (mount, at) -> checkMount(errors, at, mount, volumes, places));
  }

  private static void checkMount(
      FieldErrors errors, String path, JsonNode mount, Set<String> volumes, Set<String> places) {
    String name = Values.text(mount, "name");
    String place = Values.text(mount, "mountPath");
    if (Values.required(errors, mount, path, "name") && !volumes.contains(name)) {
      errors.add(
          new FieldError(
              path + ".name", FieldError.Cause.NOT_FOUND, "Not found: \"" + name + "\""));
    }
    if (Values.required(errors, mount, path, "mountPath") && !places.add(place)) {
      errors.invalid(path + ".mountPath", place, "must be unique");
    }
    checkSubPath(errors, path, mount);
  }

  private static void checkSubPath(FieldErrors errors, String path, JsonNode mount) {
    String subPath = Values.text(mount, "subPath");
    String expression = Values.text(mount, "subPathExpr");
    if (!subPath.isEmpty()) {
      checkRelative(errors, path + ".subPath", subPath);
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        errors.invalid(
            path + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
      }
      checkRelative(errors, path + ".subPathExpr", expression);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.FieldError;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for the volumes of a Pod and their mounts. */
final class VolumeRules {

  private VolumeRules() {}

  /**
   * Checks the volumes of a spec; answers the names of the good ones, which alone can be mounted.
   *
   * @param podName empty for a template
   */
  static Set<String> check(FieldErrors errors, String path, JsonNode volumes, String podName) {
    Set<String> names = new HashSet<>();
    Values.each(
        volumes,
        path,
        (volume, at) -> {
          int before = errors.size();
          String name = Values.text(volume, "name");
          new VolumeSourceRules(errors, podName).check(at, volume);
          checkName(errors, at + ".name", name, names);
          if (errors.size() == before) {
            names.add(name);
          }
        });
    return names;
  }

  private static void checkName(FieldErrors errors, String path, String name, Set<String> names) {
    if (name.isEmpty()) {
      errors.required(path, "");
    } else {
      Values.dnsLabel(errors, path, name);
    }
    if (names.contains(name)) {
      errors.duplicate(path, name);
    }
  }

  /** Checks the mounts of a container against the volumes of its Pod. */
  static void checkMounts(FieldErrors errors, String path, JsonNode mounts, Set<String> volumes) {
    Set<String> places = new HashSet<>();
    Values.each(
        mounts,
        path,
        (mount, at) -> {
          checkMount(errors, at, mount, volumes, places);
          checkSubPath(errors, path, mount);
        });
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
  }

  /** The real API server does not say which of the mounts it means. */
  private static void checkSubPath(FieldErrors errors, String mounts, JsonNode mount) {
    String subPath = Values.text(mount, "subPath");
    String expression = Values.text(mount, "subPathExpr");
    if (!subPath.isEmpty()) {
      LocalPaths.checkDescending(errors, mounts + ".subPath", subPath);
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        errors.invalid(
            mounts + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
      }
      LocalPaths.checkDescending(errors, mounts + ".subPathExpr", expression);
    }
  }
}

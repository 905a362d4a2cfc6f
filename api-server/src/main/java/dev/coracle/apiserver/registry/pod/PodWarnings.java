// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the author of a Pod's spec should hear although it is accepted. */
public final class PodWarnings {

  private PodWarnings() {}

  public static List<String> of(String path, JsonNode spec) {
    List<String> warnings = new ArrayList<>(PlacementWarnings.of(path, spec));
    warnings.addAll(VolumeWarnings.of(spec.path("volumes")));
    for (String list : List.of("initContainers", "containers")) {
      Values.each(
          spec.path(list),
          path + "." + list,
          (container, at) -> {
            duplicateVariables(warnings, at + ".env", container.path("env"));
            duplicatePorts(warnings, at + ".ports", container.path("ports"));
          });
    }
    if (spec.path("terminationGracePeriodSeconds").asLong(0) < 0) {
      warnings.add(
          path
              + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will"
              + " be treated as 1");
    }
    Values.each(
        spec.path("imagePullSecrets"),
        path + ".imagePullSecrets",
        (secret, at) -> {
          if (Values.isEmpty(secret, "name")) {
            warnings.add(at + ".name: invalid empty name \"\"");
          }
        });
    return warnings;
  }

  private static void duplicateVariables(List<String> warnings, String path, JsonNode env) {
    Map<String, String> seen = new HashMap<>();
    Values.each(
        env,
        path,
        (variable, at) -> {
          String name = Values.text(variable, "name");
          String value = Values.text(variable, "value");
          String before = seen.put(name, value);
          if (before != null && !value.contains("$(" + name + ")")) {
            warnings.add(
                "%s: hides previous definition of \"%s\", which may be dropped when using apply"
                    .formatted(at, name));
          }
        });
  }

  private static void duplicatePorts(List<String> warnings, String path, JsonNode ports) {
    Map<String, String> seen = new HashMap<>();
    Values.each(
        ports,
        path,
        (port, at) -> {
          String key =
              "%s/%s/%s/%s"
                  .formatted(
                      Values.text(port, "protocol"),
                      port.path("containerPort").asInt(0),
                      port.path("hostPort").asInt(0),
                      Values.text(port, "hostIP"));
          String first = seen.putIfAbsent(key, at);
          if (first != null) {
            warnings.add(at + ": duplicate port definition with " + first);
          }
        });
  }
}

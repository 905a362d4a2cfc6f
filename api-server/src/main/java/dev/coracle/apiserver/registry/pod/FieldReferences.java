// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The rules for references to fields and resources of the Pod itself, which its environment and its
 * volumes may make.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validateObjectFieldSelector, validateContainerResourceFieldSelector</a>
 */
final class FieldReferences {

  /** The fields that a variable may show. */
  static final String[] OF_VARIABLES = {
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs"
  };

  /** The fields that a file may show. */
  static final String[] OF_FILES = {
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
  };

  private static final Set<String> KNOWN =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.phase",
          "status.podIP",
          "status.podIPs");
  private static final Pattern SUBSCRIPTED = Pattern.compile("(.*)\\['(.*)'\\]");
  private static final String[] RESOURCES = {
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory"
  };

  private FieldReferences() {}

  /** Checks a reference to one of the fields that may be shown at its place. */
  static void check(FieldErrors errors, String path, JsonNode reference, String... supported) {
    if (!Values.required(errors, reference, path, "fieldPath")) {
      return;
    }
    String field = Values.text(reference, "fieldPath");
    String at = path + ".fieldPath";
    Matcher subscripted = SUBSCRIPTED.matcher(field);
    if (subscripted.matches()) {
      checkSubscript(errors, path, field, subscripted);
    } else if (!KNOWN.contains(field)) {
      errors.invalid(at, field, "error converting fieldPath: field label not supported: " + field);
    } else if (!List.of(supported).contains(field)) {
      errors.notSupported(at, field, supported);
    }
  }

  private static void checkSubscript(
      FieldErrors errors, String path, String field, Matcher subscripted) {
    String key = subscripted.group(2);
    switch (subscripted.group(1)) {
      case "metadata.annotations" ->
          Names.qualifiedName(key.toLowerCase(Locale.ROOT))
              .forEach(problem -> errors.invalid(path, key, problem));
      case "metadata.labels" ->
          Names.qualifiedName(key).forEach(problem -> errors.invalid(path, key, problem));
      default ->
          errors.invalid(
              path + ".fieldPath",
              field,
              "error converting fieldPath: field label does not support subscript: " + field);
    }
  }

  /** Checks a reference to what a container asks for. */
  static void checkResource(
      FieldErrors errors, String path, JsonNode reference, boolean needsContainer) {
    if (needsContainer) {
      Values.required(errors, reference, path, "containerName");
    }
    if (Values.required(errors, reference, path, "resource")) {
      String resource = Values.text(reference, "resource");
      boolean hugePages = resource.matches("(limits|requests)\\.hugepages-.*");
      if (!hugePages && !List.of(RESOURCES).contains(resource)) {
        errors.notSupported(path + ".resource", resource, RESOURCES);
      }
    }
  }
}

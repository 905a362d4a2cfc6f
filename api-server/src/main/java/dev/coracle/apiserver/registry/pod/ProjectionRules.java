// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for volumes that show what the API knows: downwardAPI and projected ones. */
final class ProjectionRules {

  private static final long LEAST_EXPIRATION = 600;
  private static final long MOST_EXPIRATION = 1L << 32;

  private ProjectionRules() {}

  static void checkDownward(FieldErrors errors, String path, JsonNode source) {
    LocalPaths.checkMode(errors, path, source, "defaultMode");
    // The real API server does not say which of the items it means.
    source.path("items").forEach(item -> checkFile(errors, path, item));
  }

  private static void checkFile(FieldErrors errors, String path, JsonNode file) {
    Values.required(errors, file, path, "path");
    LocalPaths.checkNotReserved(errors, path + ".path", Values.text(file, "path"));
    JsonNode field = file.path("fieldRef");
    JsonNode resource = file.path("resourceFieldRef");
    if (Values.isSet(field)) {
      FieldReferences.check(errors, path + ".fieldRef", field, FieldReferences.OF_FILES);
      if (Values.isSet(resource)) {
        errors.invalid(
            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (Values.isSet(resource)) {
      FieldReferences.checkResource(errors, path + ".resourceFieldRef", resource, true);
    } else {
      errors.required(path, "one of fieldRef and resourceFieldRef is required");
    }
    LocalPaths.checkMode(errors, path, file, "mode");
  }

  static void checkProjected(FieldErrors errors, String path, JsonNode projected) {
    LocalPaths.checkMode(errors, path, projected, "defaultMode");
    Set<String> places = new HashSet<>();
    Values.each(
        projected.path("sources"),
        path + ".sources",
        (source, at) -> {
          checkConfiguration(errors, path, at, source, "secret", places);
          checkConfiguration(errors, path, at, source, "configMap", places);
          checkDownwardSource(errors, path, at, source.path("downwardAPI"), places);
          checkToken(errors, at + ".serviceAccountToken", source.path("serviceAccountToken"));
          checkSingle(errors, at, source);
        });
  }

  private static void checkConfiguration(
      FieldErrors errors,
      String whole,
      String path,
      JsonNode sources,
      String kind,
      Set<String> places) {
    JsonNode source = sources.path(kind);
    if (!Values.isSet(source)) {
      return;
    }
    Values.required(errors, source, path + "." + kind, "name");
    LocalPaths.checkItems(errors, path + "." + kind + ".items", source.path("items"));
    for (JsonNode item : source.path("items")) {
      checkPlace(errors, whole, item, Values.text(source, "name"), places);
    }
  }

  private static void checkDownwardSource(
      FieldErrors errors, String whole, String path, JsonNode source, Set<String> places) {
    for (JsonNode item : source.path("items")) {
      checkFile(errors, path + ".downwardAPI", item);
      checkPlace(errors, whole, item, Values.text(item, "path"), places);
    }
  }

  private static void checkPlace(
      FieldErrors errors, String whole, JsonNode item, String shown, Set<String> places) {
    String place = Values.text(item, "path");
    if (!place.isEmpty() && !places.add(place)) {
      errors.invalid(whole, shown, "conflicting duplicate paths");
    }
  }

  private static void checkToken(FieldErrors errors, String path, JsonNode token) {
    if (!Values.isSet(token)) {
      return;
    }
    JsonNode seconds = token.path("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong() < LEAST_EXPIRATION) {
      errors.invalid(
          path + ".expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    } else if (seconds.isNumber() && seconds.asLong() > MOST_EXPIRATION) {
      errors.invalid(
          path + ".expirationSeconds",
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    if (Values.required(errors, token, path, "path")) {
      LocalPaths.checkNotReserved(errors, path + ".path", Values.text(token, "path"));
    }
  }

  private static void checkSingle(FieldErrors errors, String path, JsonNode source) {
    List<String> given =
        List.of(
                "secret",
                "configMap",
                "downwardAPI",
                "serviceAccountToken",
                "clusterTrustBundle",
                "podCertificate")
            .stream()
            .filter(kind -> Values.isSet(source.path(kind)))
            .toList();
    if (given.size() > 1) {
      errors.forbidden(path, "may not specify more than 1 volume type per source");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.Quantities;
import dev.coracle.apiserver.registry.Values;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The rules for the spec of a PersistentVolumeClaim, in the templates of those that are made for
 * Pods.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     ValidatePersistentVolumeClaimSpec</a>
 */
public final class ClaimRules {

  private static final String[] ACCESS_MODES = {
    "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
  };

  private ClaimRules() {}

  public static void checkSpec(FieldErrors errors, String path, JsonNode spec) {
    checkAccessModes(errors, path + ".accessModes", spec.path("accessModes"));
    if (Values.isSet(spec.path("selector"))) {
      LabelSelectors.check(errors, path + ".selector", spec.path("selector"));
    }
    checkStorage(
        errors,
        path + ".resources[storage]",
        spec.path("resources").path("requests").path("storage"));
    if (!Values.isEmpty(spec, "storageClassName")) {
      Values.dnsSubdomain(
          errors, path + ".storageClassName", Values.text(spec, "storageClassName"));
    }
    Values.oneOfIfPresent(errors, spec, path, "volumeMode", "Block", "Filesystem");
    if (!Values.isEmpty(spec, "volumeAttributesClassName")) {
      Values.dnsSubdomain(
          errors,
          path + ".volumeAttributesClassName",
          Values.text(spec, "volumeAttributesClassName"));
    }
  }

  private static void checkAccessModes(FieldErrors errors, String path, JsonNode modes) {
    if (modes.isEmpty()) {
      errors.required(path, "at least 1 access mode is required");
    }
    for (JsonNode mode : modes) {
      if (!Set.of(ACCESS_MODES).contains(mode.asString(""))) {
        errors.notSupported(path, mode.asString(""), ACCESS_MODES);
      }
    }
    Set<String> all = modes.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    if (all.contains("ReadWriteOncePod") && all.size() > 1) {
      errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void checkStorage(FieldErrors errors, String path, JsonNode storage) {
    if (!Values.isSet(storage)) {
      errors.required(path, "");
    } else if (Quantities.value(storage).filter(q -> q.value().signum() > 0).isEmpty()) {
      errors.invalid(path, storage, "must be greater than zero");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Selector;
import dev.coracle.apiserver.registry.ResourceStrategy;
import java.util.Set;

/** The objects that a list, watch or collection deletion is about. */
record Selection(
    Version version,
    ResourceStrategy strategy,
    String namespace,
    Selector labels,
    FieldSelector fields) {

  private static final Set<String> EVERYWHERE = Set.of("metadata.name", "metadata.namespace");

  /** A selection by fields that the kind offers; others are refused, never ignored. */
  static Selection of(
      Version version,
      ResourceStrategy strategy,
      String namespace,
      Selector labels,
      FieldSelector fields) {
    for (FieldSelector.Requirement requirement : fields.requirements()) {
      if (!EVERYWHERE.contains(requirement.field())
          && !strategy.selectableFields().contains(version.storedField(requirement.field()))) {
        throw unsupported(strategy, requirement.field());
      }
    }
    return new Selection(version, strategy, namespace, labels, fields);
  }

  private static ApiException unsupported(ResourceStrategy strategy, String field) {
    return ApiException.badRequest(
        strategy.selectableFields().isEmpty()
            ? "\""
                + field
                + "\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\""
            : "field label not supported: " + field);
  }

  boolean matches(KubeObject object) {
    return (namespace.isEmpty() || namespace.equals(object.namespace()))
        && labels.matches(object)
        && (fields.isEmpty() || fields.matches(field -> value(object, field)));
  }

  private String value(KubeObject object, String field) {
    return switch (field) {
      case "metadata.name" -> object.name();
      case "metadata.namespace" -> object.namespace();
      default -> strategy.selectableField(object, version.storedField(field));
    };
  }

  boolean isEverything() {
    return labels.isEmpty() && fields.isEmpty();
  }
}

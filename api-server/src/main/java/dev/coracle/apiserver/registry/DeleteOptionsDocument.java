// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A document of the kind DeleteOptions: the body of a deletion, or a part of an Eviction. */
public final class DeleteOptionsDocument {

  private static final long MOST_SECONDS = 100L * 365 * 24 * 60 * 60;
  private static final String POLICY = "propagationPolicy";

  private DeleteOptionsDocument() {}

  /**
   * The options that a document gives.
   *
   * @throws ApiException 422 when they make no sense
   */
  public static DeleteOptions read(ObjectNode document) {
    validate(document);
    return new DeleteOptions(
        document.hasNonNull("gracePeriodSeconds")
            ? OptionalLong.of(grace(document.path("gracePeriodSeconds").asLong()))
            : OptionalLong.empty(),
        propagation(document),
        Json.textAt(document, "preconditions", "uid"),
        Json.textAt(document, "preconditions", "resourceVersion"),
        !document.path("dryRun").isEmpty());
  }

  /**
   * What is before now is taken for a second.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/rest/delete.go">
   *     BeforeDelete</a>
   */
  private static long grace(long seconds) {
    return seconds < 0 ? 1 : Math.min(seconds, MOST_SECONDS);
  }

  private static Propagation propagation(ObjectNode document) {
    return switch (Json.textAt(document, POLICY)) {
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default -> formerPropagation(document);
    };
  }

  /** What clients said before there were policies. */
  private static Propagation formerPropagation(ObjectNode document) {
    return document.path("orphanDependents").asBoolean(false)
        ? Propagation.ORPHAN
        : Propagation.DEFAULT;
  }

  /**
   * The rules that Kubernetes has for them.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/apis/meta/v1/validation/validation.go">
   *     ValidateDeleteOptions</a>
   */
  private static void validate(ObjectNode document) {
    List<FieldError> errors = new ArrayList<>();
    if (document.hasNonNull(POLICY)) {
      validatePropagation(document, errors);
    }
    JsonNode dryRun = document.path("dryRun");
    if (!dryRun.valueStream().allMatch(value -> value.asString("").equals("All"))) {
      errors.add(FieldError.notSupported("dryRun", dryRun, "All"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalidOptions("DeleteOptions", errors);
    }
  }

  private static void validatePropagation(ObjectNode document, List<FieldError> errors) {
    String policy = Json.textAt(document, POLICY);
    if (document.hasNonNull("orphanDependents")) {
      errors.add(
          FieldError.invalid(
              POLICY, policy, "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (!List.of("Foreground", "Background", "Orphan").contains(policy)) {
      errors.add(
          FieldError.notSupported(POLICY, policy, "Foreground", "Background", "Orphan", "nil"));
    }
  }
}

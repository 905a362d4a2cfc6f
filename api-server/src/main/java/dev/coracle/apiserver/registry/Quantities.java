// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Quantity;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The rules for amounts of resources. */
public final class Quantities {

  private Quantities() {}

  /** The amount that a value names, if it names one. */
  public static Optional<Quantity> value(JsonNode value) {
    if (!Values.isSet(value)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Quantity.parse(value.asString("")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The requests and limits of a container: amounts, not negative, no request above its limit. */
  public static void checkResources(FieldErrors errors, String path, JsonNode resources) {
    JsonNode limits = resources.path("limits");
    checkLimits(errors, path, limits);
    for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
      checkAmount(errors, path + ".requests", request);
      checkAgainstLimit(errors, path, request, limits.path(request.getKey()));
    }
  }

  /** The limits of a container, or what stands in the place of some. */
  public static void checkLimits(FieldErrors errors, String path, JsonNode limits) {
    limits.properties().forEach(limit -> checkAmount(errors, path + ".limits", limit));
  }

  /** Only of some resources more can be promised than there is. */
  private static void checkAgainstLimit(
      FieldErrors errors, String path, Map.Entry<String, JsonNode> request, JsonNode limit) {
    boolean divisible = ResourceNames.mayBeOvercommitted(request.getKey());
    if (!Values.isSet(limit)) {
      if (!divisible) {
        errors.required(path + ".limits", "Limit must be set for non overcommitable resources");
      }
      return;
    }
    int order =
        value(request.getValue())
            .orElse(Quantity.ZERO)
            .compareTo(value(limit).orElse(Quantity.ZERO));
    if (order > 0 || order != 0 && !divisible) {
      errors.invalid(
          path + ".requests",
          request.getValue().asString(""),
          (divisible ? "must be less than or equal to " : "must be equal to ")
              + request.getKey()
              + " limit of "
              + limit.asString(""));
    }
  }

  private static void checkAmount(
      FieldErrors errors, String path, Map.Entry<String, JsonNode> amount) {
    String at = path + "[" + amount.getKey() + "]";
    ResourceNames.checkOfContainer(errors, at, amount.getKey());
    checkAmount(errors, at, amount.getValue().asString(""));
    if (ResourceNames.isCounted(amount.getKey())
        && value(amount.getValue()).filter(q -> !isWhole(q)).isPresent()) {
      errors.invalid(at, amount.getValue(), "must be an integer");
    }
  }

  private static boolean isWhole(Quantity quantity) {
    return quantity.value().stripTrailingZeros().scale() <= 0;
  }

  private static void checkAmount(FieldErrors errors, String path, String text) {
    try {
      if (Quantity.parse(text).value().signum() < 0) {
        errors.invalid(path, text, Values.NOT_NEGATIVE);
      }
    } catch (IllegalArgumentException e) {
      errors.invalid(path, text, String.valueOf(e.getMessage()));
    }
  }
}

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
    checkAmounts(errors, path + ".limits", limits);
    checkAmounts(errors, path + ".requests", resources.path("requests"));
    for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
      JsonNode limit = limits.path(request.getKey());
      if (value(limit).isPresent() && exceeds(request.getValue(), limit)) {
        errors.invalid(
            path + ".requests",
            request.getValue().asString(""),
            "must be less than or equal to %s limit of %s"
                .formatted(request.getKey(), limit.asString("")));
      }
    }
  }

  private static boolean exceeds(JsonNode request, JsonNode limit) {
    return value(request).orElse(Quantity.ZERO).compareTo(value(limit).orElse(Quantity.ZERO)) > 0;
  }

  private static void checkAmounts(FieldErrors errors, String path, JsonNode amounts) {
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      String at = path + "[" + amount.getKey() + "]";
      Labels.checkKey(errors, at, amount.getKey());
      checkAmount(errors, at, amount.getValue().asString(""));
    }
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

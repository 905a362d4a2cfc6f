// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.auth.FieldManager;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * What the options of a write may be, alone and together. Every rule refuses with a 422.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/apis/meta/v1/validation/validation.go">
 *     ValidateCreateOptions, ValidateUpdateOptions, ValidatePatchOptions</a>
 */
public final class OptionRules {

  /**
   * The options of a write as a client gives them.
   *
   * @param forced whether the option {@code force=} is given, with whatever value
   * @param validation what is to become of unknown fields; empty where nothing is said
   */
  public record Given(
      boolean forced, String fieldManager, List<String> dryRun, String validation) {}

  private OptionRules() {}

  /** Checks options that came over the wire. */
  public static void check(String verb, Given options) {
    List<FieldError> errors = new ArrayList<>();
    if (verb.equals("patch") && options.forced()) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    errors.addAll(FieldManager.problems(options.fieldManager()));
    checkDryRun(options.dryRun(), errors);
    String validation = options.validation();
    if (!List.of("", "Ignore", "Strict", "Warn").contains(validation)) {
      errors.add(
          FieldError.notSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
    }
    throwIfAny(verb, errors);
  }

  /** Checks options of a caller in this JVM, of which most are right by their types. */
  static void check(String verb, WriteOptions options) {
    if (!options.fieldManager().isEmpty()) {
      throwIfAny(verb, FieldManager.problems(options.fieldManager()));
    }
  }

  private static void checkDryRun(List<String> values, List<FieldError> errors) {
    if (!values.stream().allMatch("All"::equals)) {
      ArrayNode shown = Json.array();
      values.forEach(shown::add);
      errors.add(FieldError.notSupported("dryRun", shown, "All"));
    }
  }

  private static void throwIfAny(String verb, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      String kind =
          switch (verb) {
            case "create" -> "CreateOptions";
            case "update" -> "UpdateOptions";
            default -> "PatchOptions";
          };
      throw ApiException.invalidOptions(kind, errors);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.FieldError;
import dev.coracle.apiserver.registry.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What else is said of a user who is impersonated, as far as it is to make sense.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/filters/impersonation/mode.go">
 *     validateExtra</a>
 */
final class ImpersonatedExtra {

  private static final String PATH = "extra.key";
  private static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern WHOLE_PATH = Pattern.compile(HTTP_PATH);

  private ImpersonatedExtra() {}

  /** The first thing that is wrong. */
  static Optional<String> problem(Map<String, List<String>> extra) {
    return extra.entrySet().stream()
        .flatMap(entry -> problem(entry.getKey(), entry.getValue()).stream())
        .findFirst()
        .map("impersonating "::concat);
  }

  private static Optional<String> problem(String key, List<String> values) {
    if (key.isEmpty()) {
      return Optional.of("the empty string key in extra is not allowed");
    }
    List<String> wrong = domainPrefixedPath(key);
    if (!wrong.isEmpty()) {
      return Optional.of("an invalid key in extra is not allowed: " + aggregate(wrong));
    }
    if (!key.equals(key.toLowerCase(Locale.ROOT))) {
      return Optional.of("a non-lowercase key in extra is not allowed: \"" + key + "\"");
    }
    if (values.isEmpty()) {
      return Optional.of("empty values in extra is not allowed");
    }
    return values.contains("")
        ? Optional.of("the empty string value in extra is not allowed")
        : Optional.empty();
  }

  private static String aggregate(List<String> errors) {
    return errors.size() == 1 ? errors.get(0) : "[" + String.join(", ", errors) + "]";
  }

  /** https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/validation/validation.go */
  private static List<String> domainPrefixedPath(String key) {
    String[] parts = key.split("/", 2);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return List.of(invalid(key, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
    }
    List<String> errors = new ArrayList<>();
    Names.dnsSubdomain(parts[0]).forEach(problem -> errors.add(invalid(parts[0], problem)));
    if (!WHOLE_PATH.matcher(parts[1]).matches()) {
      errors.add(
          invalid(parts[1], "Invalid path (regex used for validation is '" + HTTP_PATH + "')"));
    }
    return errors;
  }

  private static String invalid(String value, String problem) {
    return FieldError.invalid(PATH, value, problem).toString();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a test's namespace, in which the test is found again: {@code orders-test-lists-3}.
 */
final class NamespaceName {

  /** The longest label of DNS. */
  private static final int LONGEST = 63;

  private NamespaceName() {}

  /**
   * A name.
   *
   * @param number what makes it unlike all others of a cluster
   */
  static String of(Class<?> testClass, Optional<Method> method, int number) {
    String name = words(testClass.getSimpleName());
    String all = method.map(m -> name + "-" + words(m.getName())).orElse(name);
    String end = "-" + number;
    // A name in another script has no letters that are allowed.
    String begun = trimmed(all).isEmpty() ? "test" : trimmed(all);
    return trimmed(begun.substring(0, Math.min(begun.length(), LONGEST - end.length()))) + end;
  }

  /** Lower case, with hyphens where words begin and instead of all that a name must not hold. */
  private static String words(String name) {
    return trimmed(
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-"));
  }

  private static String trimmed(String name) {
    return name.replaceAll("^-+|-+$", "");
  }
}

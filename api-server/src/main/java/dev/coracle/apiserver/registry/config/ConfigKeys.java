// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.apiserver.registry.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a key of a ConfigMap or Secret must look. */
public final class ConfigKeys {

  private static final Pattern FORM = Pattern.compile("[-._a-zA-Z0-9]+");

  private ConfigKeys() {}

  public static void check(FieldErrors errors, String path, String key) {
    problems(key).forEach(problem -> errors.invalid(path, key, problem));
  }

  private static List<String> problems(String key) {
    List<String> problems = new ArrayList<>();
    if (key.length() > 253) {
      problems.add("must be no more than 253 characters");
    }
    if (!FORM.matcher(key).matches()) {
      problems.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
              + " '[-._a-zA-Z0-9]+')");
    }
    if (key.equals(".")) {
      problems.add("must not be '.'");
    } else if (key.equals("..")) {
      problems.add("must not be '..'");
    } else if (key.startsWith("..")) {
      problems.add("must not start with '..'");
    }
    return problems;
  }
}

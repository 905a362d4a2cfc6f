// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the keys and values of labels may look like, with the API server's texts. */
final class LabelSyntax {

  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String DOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final Pattern NAME_FORM = Pattern.compile(NAME);
  private static final Pattern DOMAIN_FORM = Pattern.compile(DOMAIN);
  private static final int LONGEST = 63;

  private LabelSyntax() {}

  /** A qualified name with an optional DNS prefix. */
  static String requireKey(String key) {
    List<String> errors = new ArrayList<>();
    int slash = key.indexOf('/');
    if (slash == 0) {
      errors.add("prefix part must be non-empty");
    } else if (slash > 0 && !DOMAIN_FORM.matcher(key.substring(0, slash)).matches()) {
      errors.add(
          "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
              + " characters, '-' or '.', and must start and end with an alphanumeric character"
              + " (e.g. 'example.com', regex used for validation is '"
              + DOMAIN
              + "')");
    }
    checkName(key.substring(slash + 1), errors);
    if (!errors.isEmpty()) {
      throw invalid("<nil>", key, String.join("; ", errors));
    }
    return key;
  }

  private static void checkName(String name, List<String> errors) {
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (name.length() > LONGEST) {
      errors.add("name part must be no more than 63 bytes");
    }
    if (!NAME_FORM.matcher(name).matches()) {
      errors.add(
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
              + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
              + " regex used for validation is '"
              + NAME
              + "')");
    }
  }

  /** The value of a requirement, at its place among the values. */
  static void requireValue(String key, String value, int index) {
    List<String> errors = new ArrayList<>();
    if (value.length() > LONGEST) {
      errors.add("must be no more than 63 bytes");
    }
    if (!value.isEmpty() && !NAME_FORM.matcher(value).matches()) {
      errors.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
              + " 'my_value',  or '12345', regex used for validation is '("
              + NAME
              + ")?')");
    }
    if (!errors.isEmpty()) {
      throw invalid("values[" + index + "][" + key + "]", value, String.join("; ", errors));
    }
  }

  static IllegalArgumentException invalid(String field, String value, String detail) {
    return new IllegalArgumentException(
        "unable to parse requirement: " + FieldError.invalid(field, value, detail));
  }
}

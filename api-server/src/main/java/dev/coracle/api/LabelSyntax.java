// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.regex.Pattern;

/** What a label key may look like: a qualified name with an optional DNS prefix. */
final class LabelSyntax {

  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

  private LabelSyntax() {}

  static String requireKey(String key) {
    String name = key.substring(key.indexOf('/') + 1);
    if (name.length() <= 63 && NAME.matcher(name).matches()) {
      return key;
    }
    throw new IllegalArgumentException(
        "unable to parse requirement: <nil>: Invalid value: \""
            + key
            + "\": name part must consist"
            + " of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/** How a name must look, with Kubernetes' text for one that does not. */
public enum NameRule {
  /** Labels of at most 63 characters joined by dots. */
  DNS_SUBDOMAIN(
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
      253,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
  /** One label of a domain name. */
  DNS_LABEL(
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
      63,
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
  /** Whatever may stand in a path: no slash, no percent sign, not a dot or two. */
  PATH_SEGMENT("(?!\\.\\.?$)[^/%]+", Integer.MAX_VALUE, "may not contain '/'");

  private final Pattern pattern;
  private final int longest;
  private final String text;

  NameRule(String pattern, int longest, String text) {
    this.pattern = Pattern.compile(pattern);
    this.longest = longest;
    this.text = text;
  }

  /** The text for a name that breaks the rule. */
  public Optional<String> problem(String name) {
    if (this == PATH_SEGMENT) {
      return pathSegmentProblem(name);
    }
    if (name.length() > longest) {
      return Optional.of("must be no more than " + longest + " characters");
    }
    return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(text);
  }

  private static Optional<String> pathSegmentProblem(String name) {
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("may not be '" + name + "'");
    }
    if (name.contains("/")) {
      return Optional.of("may not contain '/'");
    }
    return name.contains("%") ? Optional.of("may not contain '%'") : Optional.empty();
  }
}

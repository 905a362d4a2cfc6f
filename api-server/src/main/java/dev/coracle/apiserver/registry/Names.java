// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forms of names inside objects; each check answers Kubernetes' texts for what is wrong. */
public final class Names {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern QUALIFIED_NAME = Pattern.compile(QUALIFIED);
  private static final String QUALIFIED_TEXT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED
          + "')";
  private static final Pattern LABEL_VALUE = Pattern.compile("(" + QUALIFIED + ")?");

  private Names() {}

  /** One label of a domain name. */
  public static List<String> dnsLabel(String value) {
    List<String> problems = new ArrayList<>(tooLong(value, 63));
    if (!DNS_LABEL.matcher(value).matches()) {
      problems.add(
          DNS_SUBDOMAIN.matcher(value).matches()
              ? "must not contain dots"
              : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', and must start and end with an alphanumeric character (e.g. 'my-name', "
                  + " or '123-abc', regex used for validation is '"
                  + LABEL
                  + "')");
    }
    return problems;
  }

  /** Labels joined by dots. */
  public static List<String> dnsSubdomain(String value) {
    List<String> problems = new ArrayList<>(tooLong(value, 253));
    if (!DNS_SUBDOMAIN.matcher(value).matches()) {
      problems.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + DNS_SUBDOMAIN
              + "')");
    }
    return problems;
  }

  /**
   * What may stand in a path by itself.
   *
   * @see <a href=
   *     "https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/validate/content/path.go">
   *     IsPathSegmentName</a>
   */
  public static List<String> pathSegment(String value) {
    if (value.equals(".") || value.equals("..")) {
      return List.of("may not be '" + value + "'");
    }
    return Stream.of("/", "%")
        .filter(value::contains)
        .map(part -> "may not contain '" + part + "'")
        .toList();
  }

  /** A name with an optional domain in front, such as a label key. */
  public static List<String> qualifiedName(String value) {
    String[] parts = value.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + QUALIFIED_TEXT
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> problems = new ArrayList<>();
    if (parts.length == 2) {
      prefix(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
    }
    namePart(parts[parts.length - 1]).forEach(problem -> problems.add("name part " + problem));
    return problems;
  }

  private static List<String> prefix(String prefix) {
    if (prefix.isEmpty()) {
      return List.of("must be non-empty");
    }
    return dnsSubdomain(prefix).stream().map(Names::inBytes).toList();
  }

  private static List<String> namePart(String name) {
    List<String> problems = new ArrayList<>(tooManyBytes(name, 63));
    if (name.isEmpty()) {
      problems.add("must be non-empty");
    }
    if (!QUALIFIED_NAME.matcher(name).matches()) {
      problems.add(QUALIFIED_TEXT);
    }
    return problems;
  }

  public static List<String> labelValue(String value) {
    List<String> problems = new ArrayList<>(tooManyBytes(value, 63));
    if (!LABEL_VALUE.matcher(value).matches()) {
      problems.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
              + " or '.', and must start and end with an alphanumeric character (e.g. 'MyValue', "
              + " or 'my_value',  or '12345', regex used for validation is '"
              + LABEL_VALUE
              + "')");
    }
    return problems;
  }

  /** The name of a port, by which a container's port is found. */
  public static List<String> portName(String value) {
    List<String> problems = new ArrayList<>(tooLong(value, 15));
    if (!value.matches("[-a-z0-9]+")) {
      problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!value.matches("(?s).*[a-z].*")) {
      problems.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      problems.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      problems.add("must not begin or end with a hyphen");
    }
    return problems;
  }

  /** Checks the keys and values of a map of labels, all reported at the map itself. */
  public static void labels(FieldErrors errors, String path, Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          qualifiedName(key).forEach(problem -> errors.invalid(path, key, problem));
          labelValue(value).forEach(problem -> errors.invalid(path, value, problem));
        });
  }

  /** Reports every problem of one value. */
  public static void check(FieldErrors errors, String path, String value, List<String> problems) {
    problems.forEach(problem -> errors.invalid(path, value, problem));
  }

  /**
   * Labels are measured in bytes, other names in characters; only the word differs.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/validate/content/kube.go
   */
  private static List<String> tooManyBytes(String value, int longest) {
    return tooLong(value, longest).stream().map(Names::inBytes).toList();
  }

  private static String inBytes(String problem) {
    return problem.endsWith(" characters") ? problem.replace(" characters", " bytes") : problem;
  }

  private static List<String> tooLong(String value, int longest) {
    return value.length() > longest
        ? List.of("must be no more than " + longest + " characters")
        : List.of();
  }
}

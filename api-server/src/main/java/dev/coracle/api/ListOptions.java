// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

/**
 * What a list call selects: a namespace (empty: all), labels, fields, and how much at a time.
 *
 * @param resourceVersion empty for the newest, {@code "0"} for any
 * @param resourceVersionMatch empty, {@code Exact} or {@code NotOlderThan}
 */
public record ListOptions(
    String namespace,
    Selector labels,
    FieldSelector fields,
    int limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch) {

  /** Every object of the kind. */
  public static final ListOptions ALL =
      new ListOptions("", Selector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", "");

  /** Every object of one namespace. */
  public static ListOptions inNamespace(String namespace) {
    return new ListOptions(namespace, Selector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", "");
  }

  /** The same, of objects with certain labels only. */
  public ListOptions withLabels(Selector selector) {
    return new ListOptions(
        namespace, selector, fields, limit, continueToken, resourceVersion, resourceVersionMatch);
  }

  /** The same, of objects with certain fields only. */
  public ListOptions withFields(FieldSelector selector) {
    return new ListOptions(
        namespace, labels, selector, limit, continueToken, resourceVersion, resourceVersionMatch);
  }

  /**
   * The same, of so many objects at most, after those of an earlier answer whose token is given.
   */
  public ListOptions withLimit(int most, String token) {
    return new ListOptions(
        namespace, labels, fields, most, token, resourceVersion, resourceVersionMatch);
  }

  /** The same as of a version, matched as {@code resourceVersionMatch} says. */
  public ListOptions withResourceVersion(String version, String match) {
    return new ListOptions(namespace, labels, fields, limit, continueToken, version, match);
  }
}

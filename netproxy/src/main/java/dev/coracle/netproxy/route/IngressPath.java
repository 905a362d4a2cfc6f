// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.util.Comparator;

/** A path of an Ingress rule. */
public record IngressPath(boolean exact, String path, IngressBackend backend) {

  /** The more special first: the longer, and of the same length the exact one. */
  static final Comparator<IngressPath> MOST_SPECIAL_FIRST =
      Comparator.comparing((IngressPath path) -> -path.length()).thenComparing(path -> !path.exact);

  /** ImplementationSpecific is treated as Prefix. */
  public static IngressPath of(String type, String path, IngressBackend backend) {
    return new IngressPath(type.equals("Exact"), path.isEmpty() ? "/" : path, backend);
  }

  /** Whether a request's path, as it was sent and without its query, is meant. */
  boolean matches(String requested) {
    if (exact) {
      return path.equals(requested);
    }
    String prefix = withoutSlash(path);
    return requested.startsWith(prefix)
        && (requested.length() == prefix.length() || requested.charAt(prefix.length()) == '/');
  }

  private int length() {
    return exact ? path.length() : withoutSlash(path).length();
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}

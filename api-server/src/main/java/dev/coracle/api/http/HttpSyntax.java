// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

/** The characters of HTTP/1.1. */
final class HttpSyntax {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private HttpSyntax() {}

  /** A token of RFC 9110, 5.6.2. */
  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(HttpSyntax::isTokenPart);
  }

  private static boolean isTokenPart(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  static boolean isOneLine(String text) {
    return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
  }

  /** What may stand between a method and a version: no blank, no line's end. */
  static boolean isTarget(String text) {
    return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
  }
}

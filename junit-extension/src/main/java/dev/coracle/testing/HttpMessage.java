// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a request says. */
record HttpMessage(
    String method, String path, List<Map.Entry<String, String>> headers, String body) {

  static final HttpMessage GET = new HttpMessage("GET", "/", List.of(), "");

  HttpMessage withMethod(String other) {
    if (other.isEmpty() || !other.chars().allMatch(Character::isLetter)) {
      throw new IllegalArgumentException(
          "method: \"" + other + "\" (expected: one of HTTP, such as GET)");
    }
    return new HttpMessage(other, path, headers, body);
  }

  HttpMessage withPath(String other) {
    if (!other.startsWith("/") || other.chars().anyMatch(c -> c <= ' ')) {
      throw new IllegalArgumentException(
          "path: \"" + other + "\" (expected: one that begins with / and has no blanks)");
    }
    return new HttpMessage(method, other, headers, body);
  }

  HttpMessage withHeader(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
      throw new IllegalArgumentException(
          "header: \"" + name + "\" (expected: a name such as X-Request-Id)");
    }
    if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c > 255)) {
      throw new IllegalArgumentException(
          "header " + name + ": \"" + value + "\" (expected: one line of Latin-1)");
    }
    return new HttpMessage(
        method,
        path,
        Stream.concat(headers.stream(), Stream.of(Map.entry(name, value))).toList(),
        body);
  }

  HttpMessage withBody(String text) {
    return new HttpMessage(method, path, headers, text);
  }

  byte[] bytes() {
    return body.getBytes(UTF_8);
  }
}

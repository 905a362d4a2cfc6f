// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.util.Set;

/** A request as it goes over a connection; the headers that frame its body are the sender's. */
public record HttpRequest(String method, String target, HttpHeaders headers, HttpBody body) {

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  /**
   * A request that can be written.
   *
   * @throws IllegalArgumentException for a method or target that would end its line
   */
  public HttpRequest {
    if (!HttpSyntax.isToken(method) || !HttpSyntax.isTarget(target)) {
      throw new IllegalArgumentException(
          "request: "
              + method
              + " "
              + target
              + " (expected: a token, and a target without blanks)");
    }
  }

  /** A request without headers and body. */
  public static HttpRequest of(String method, String target) {
    return new HttpRequest(method, target, HttpHeaders.NONE, HttpBody.none());
  }

  /** With one more header. */
  public HttpRequest and(String name, String value) {
    return new HttpRequest(method, target, headers.and(name, value), body);
  }

  /** With another body. */
  public HttpRequest with(HttpBody other) {
    return new HttpRequest(method, target, headers, other);
  }

  boolean isChunked() {
    return body.length().isEmpty();
  }

  /** The head as on the wire. */
  public String head() {
    HttpHeaders framed =
        headers.without(
            name ->
                name.equalsIgnoreCase("Content-Length")
                    || name.equalsIgnoreCase("Transfer-Encoding"));
    if (isChunked()) {
      framed = framed.and("Transfer-Encoding", "chunked");
    } else if (!body.isNone() || WITH_BODY.contains(method)) {
      framed = framed.and("Content-Length", String.valueOf(body.length().getAsLong()));
    }
    return method + " " + target + " HTTP/1.1\r\n" + framed + "\r\n";
  }
}

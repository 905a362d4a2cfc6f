// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What came back: an HTTP answer, or the way in which none came.
 *
 * @param failure empty when an answer came
 */
record Reply(int status, HttpHeaders headers, byte[] body, String failure) {

  private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

  static Reply of(HttpResponse<?> head, byte[] body) {
    return new Reply(head.statusCode(), head.headers(), body, "");
  }

  static Reply failed(String failure) {
    return new Reply(0, NO_HEADERS, new byte[0], failure);
  }

  boolean isMissing() {
    return !failure.isEmpty();
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  List<String> all(String name) {
    return headers.allValues(name);
  }

  /** The body where it is JSON. */
  JsonNode json() {
    return jsonOf(body);
  }

  static JsonNode jsonOf(byte[] text) {
    try {
      return text.length == 0 ? MissingNode.getInstance() : Json.parse(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}

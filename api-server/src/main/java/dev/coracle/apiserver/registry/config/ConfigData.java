// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules that ConfigMaps and Secrets share: their keys, their size, their immutability. */
final class ConfigData {

  static final int MOST_BYTES = 1024 * 1024;

  private ConfigData() {}

  static void checkKeys(FieldErrors errors, String path, JsonNode data) {
    for (Map.Entry<String, JsonNode> entry : data.properties()) {
      ConfigKeys.check(errors, path + "[" + entry.getKey() + "]", entry.getKey());
    }
  }

  static long textBytes(JsonNode data) {
    long bytes = 0;
    for (JsonNode value : data) {
      bytes += value.asString("").getBytes(UTF_8).length;
    }
    return bytes;
  }

  static long binaryBytes(JsonNode data) {
    long bytes = 0;
    for (JsonNode value : data) {
      bytes += decode(value.asString("")).length;
    }
    return bytes;
  }

  static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /**
   * Refuses values that are not base64, as decoding the body does in Kubernetes.
   *
   * @throws ApiException 400 naming the first offending byte
   */
  static void requireBase64(String kind, JsonNode data) {
    for (JsonNode value : data) {
      int wrong = firstWrongByte(value.asString(""));
      if (wrong >= 0) {
        throw ApiException.badRequest(
            "%s in version \"v1\" cannot be handled as a %s: illegal base64 data at input byte %d"
                .formatted(kind, kind, wrong));
      }
    }
  }

  private static int firstWrongByte(String text) {
    int end = text.length();
    while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    int digits = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean digit =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c == '+'
              || c == '/';
      if (!digit && c != '\n' && c != '\r') {
        return i;
      }
      digits += digit ? 1 : 0;
    }
    int padding = text.length() - end;
    return (digits + padding) % 4 == 0 ? -1 : end;
  }

  /** What may not change once {@code immutable} is set. */
  static void checkImmutable(
      FieldErrors errors, ObjectNode object, KubeObject old, List<String> members) {
    if (!old.at("immutable").asBoolean(false)) {
      return;
    }
    String text = "field is immutable when `immutable` is set";
    if (!object.path("immutable").asBoolean(false)) {
      errors.forbidden("immutable", text);
    }
    for (String member : members) {
      if (!isSame(object.path(member), old.at(member))) {
        errors.forbidden(member, text);
      }
    }
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return one.isEmpty() && other.isEmpty() || Values.same(one, other);
  }
}

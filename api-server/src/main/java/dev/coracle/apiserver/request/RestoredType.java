// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Kubernetes says of a value of the wrong type where it converts trees, as after a strategic
 * merge, instead of decoding text.
 * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/runtime/converter.go
 */
final class RestoredType {

  private static final Pattern DECODED =
      Pattern.compile(
          "(?:couldn't get version/kind; json parse error: )?"
              + "json: cannot unmarshal (\\w+) into Go struct field \\S+ of type (\\S+)");
  private static final Map<String, String> KINDS =
      Map.of("object", "map", "array", "slice", "number", "int64");

  private RestoredType() {}

  /** The words for what a decoder found. */
  static String text(String decoded) {
    Matcher found = DECODED.matcher(decoded);
    if (!found.matches()) {
      return decoded;
    }
    String kind = KINDS.getOrDefault(found.group(1), found.group(1));
    String wanted = found.group(2);
    if (wanted.startsWith("[]")) {
      return "cannot restore slice from " + kind;
    }
    if (wanted.startsWith("map[")) {
      return "cannot restore map from " + kind;
    }
    return wanted.contains(".")
        ? "cannot restore struct from: " + kind
        : "cannot convert " + kind + " to " + wanted;
  }
}

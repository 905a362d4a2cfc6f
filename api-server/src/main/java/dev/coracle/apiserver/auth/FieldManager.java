// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.FieldError;
import java.util.ArrayList;
import java.util.List;

/** The name under which the fields that a request sets are owned. */
public final class FieldManager {

  private static final int MOST_BYTES = 128;

  private FieldManager() {}

  /**
   * The one that a program has which names none: what is before the slash, as far as it is fit.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/create.go">
   *     prefixFromUserAgent</a>
   */
  static String ofUserAgent(String userAgent) {
    StringBuilder name = new StringBuilder();
    int bytes = 0;
    for (int c : userAgent.split("/", 2)[0].codePoints().toArray()) {
      if (isPrintable(c)) {
        bytes += Character.toString(c).getBytes(UTF_8).length;
        if (bytes > MOST_BYTES) {
          break;
        }
        name.appendCodePoint(c);
      }
    }
    return name.toString();
  }

  /**
   * What a name given by a client breaks.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/apis/meta/v1/validation/validation.go">
   *     ValidateFieldManager</a>
   */
  public static List<FieldError> problems(String name) {
    List<FieldError> errors = new ArrayList<>();
    if (name.getBytes(UTF_8).length > MOST_BYTES) {
      errors.add(FieldError.tooLong("fieldManager", MOST_BYTES));
    }
    int position = 0;
    for (int c : name.codePoints().toArray()) {
      if (!isPrintable(c)) {
        errors.add(
            FieldError.invalid(
                "fieldManager",
                name,
                "invalid character U+%04X (at position %d)".formatted(c, position)));
      }
      position += Character.toString(c).getBytes(UTF_8).length;
    }
    return errors;
  }

  /** As Go's <a href="https://pkg.go.dev/unicode#IsPrint">unicode.IsPrint</a>. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}

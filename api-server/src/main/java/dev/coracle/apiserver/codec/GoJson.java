// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.GoText;
import tools.jackson.core.JsonToken;

/**
 * The texts that the real server's JSON decoder has for malformed documents: a second look at a
 * document that is already known to be wrong.
 */
public final class GoJson {
  private static final String VALUE = "looking for beginning of value";

  private final String text;
  private int at;

  private GoJson(String text) {
    this.text = text;
  }

  /** The kind of value that a token starts, such as {@code array}. */
  public static String describe(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_TRUE, VALUE_FALSE -> "bool";
      case VALUE_NULL -> "null";
      default -> "number";
    };
  }

  /** What is wrong with a document that is no JSON. */
  public static String syntaxError(byte[] body) {
    GoJson scan = new GoJson(new String(body, UTF_8));
    try {
      scan.value();
      scan.expect(false, "after top-level value");
      return "invalid JSON";
    } catch (UnrecognizedBody e) {
      return e.reason();
    }
  }

  private void value() {
    char c = next();
    switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number(c);
    }
  }

  private void object() {
    at++;
    if (next() == '}') {
      at++;
      return;
    }
    while (true) {
      expect(next() == '"', "looking for beginning of object key string");
      string();
      expect(next() == ':', "after object key");
      at++;
      value();
      char c = next();
      expect(c == ',' || c == '}', "after object key:value pair");
      at++;
      if (c == '}') {
        return;
      }
    }
  }

  private void array() {
    at++;
    if (next() == ']') {
      at++;
      return;
    }
    while (true) {
      value();
      char c = next();
      expect(c == ',' || c == ']', "after array element");
      at++;
      if (c == ']') {
        return;
      }
    }
  }

  private void string() {
    at++;
    while (here() != '"') {
      if (here() == '\\') {
        at++;
        expect("\"\\/bfnrtu".indexOf(here()) >= 0, "in string escape code");
        if (here() == 'u') {
          for (int i = 0; i < 4; i++) {
            at++;
            expect(Character.digit(here(), 16) >= 0, "in \\u hexadecimal character escape");
          }
        }
      } else {
        expect(here() >= ' ', "in string literal");
      }
      at++;
    }
    at++;
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      expect(
          here() == word.charAt(i), "in literal " + word + " (expecting '" + word.charAt(i) + "')");
      at++;
    }
  }

  private void number(char first) {
    expect(first == '-' || digit(first), VALUE);
    if (first == '-') {
      at++;
      expect(digit(here()), "in numeric literal");
    }
    if (here() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && here() == '.') {
      at++;
      expect(digit(here()), "after decimal point in numeric literal");
      digits();
    }
    if (at < text.length() && (here() == 'e' || here() == 'E')) {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      expect(digit(here()), "in exponent of numeric literal");
      digits();
    }
  }

  private void digits() {
    while (at < text.length() && digit(here())) {
      at++;
    }
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The next character that is not white space. */
  private char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return here();
  }

  private char here() {
    if (at >= text.length()) {
      throw new UnrecognizedBody("unexpected end of JSON input");
    }
    return text.charAt(at);
  }

  private void expect(boolean holds, String context) {
    if (!holds) {
      throw new UnrecognizedBody("invalid character " + quote(character()) + " " + context);
    }
  }

  /** The whole of the next character, of which {@link #next} may be a half. */
  private int character() {
    next();
    return text.codePointAt(at);
  }

  /**
   * Go reads bytes, and shows the first of a character as a character of its own.
   * https://github.com/golang/go/blob/go1.25.0/src/encoding/json/scanner.go (quoteChar)
   */
  private static String quote(int c) {
    if (c == '\'') {
      return "'\\''";
    }
    if (c == '"') {
      return "'\"'";
    }
    int first = Character.toString(c).getBytes(UTF_8)[0] & 0xff;
    String quoted = GoText.quote(String.valueOf((char) first));
    return "'" + quoted.substring(1, quoted.length() - 1) + "'";
  }
}

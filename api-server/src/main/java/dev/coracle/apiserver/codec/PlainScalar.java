// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What an unquoted YAML scalar means. */
final class PlainScalar {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INTEGER =
      Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
  private static final double LARGEST_EXACT = 1L << 53;

  private PlainScalar() {}

  static JsonNode resolve(String text) {
    if (NULLS.contains(text)) {
      return NODES.nullNode();
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return NODES.booleanNode(TRUES.contains(text));
    }
    return looksNumeric(text) ? number(text) : NODES.stringNode(text);
  }

  private static boolean looksNumeric(String text) {
    return "+-.0123456789".indexOf(text.charAt(0)) >= 0;
  }

  private static JsonNode number(String text) {
    String digits = text.replace("_", "");
    var integer = INTEGER.matcher(digits);
    if (integer.matches()) {
      BigInteger value = integer(integer.group(2));
      value = integer.group(1).equals("-") ? value.negate() : value;
      return value.bitLength() < Long.SIZE
          ? ScalarReader.number(value.longValue())
          : NODES.numberNode(value.doubleValue());
    }
    if (!FLOAT.matcher(digits).matches()) {
      return NODES.stringNode(text);
    }
    double value = Double.parseDouble(digits);
    return value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT
        ? ScalarReader.number((long) value)
        : NODES.numberNode(value);
  }

  private static BigInteger integer(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return new BigInteger(digits);
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> new BigInteger(digits.substring(2), 16);
      case 'b', 'B' -> new BigInteger(digits.substring(2), 2);
      case 'o', 'O' -> new BigInteger(digits.substring(2), 8);
      default -> new BigInteger(digits, 8);
    };
  }
}

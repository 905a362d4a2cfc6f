// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** Quantities such as {@code 1500m} or {@code 2Gi}, in the one form the API writes back. */
final class QuantityText {
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final int ONES = DECIMAL.indexOf("");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  private QuantityText() {}

  /**
   * The canonical form: the largest suffix that leaves a whole number.
   *
   * @throws TypeMismatch if the text is no quantity
   */
  static String canonical(String written) {
    String text = written.strip();
    int end = 0;
    while (end < text.length() && "+-.0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String suffix = text.substring(end);
    try {
      BigDecimal number = new BigDecimal(text.substring(0, end));
      if (BINARY.indexOf(suffix) > 0) {
        return binary(number.multiply(KIBI.pow(BINARY.indexOf(suffix))));
      }
      if (DECIMAL.contains(suffix)) {
        return decimal(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - ONES)), false);
      }
      if (suffix.startsWith("e") || suffix.startsWith("E")) {
        return decimal(number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))), true);
      }
    } catch (NumberFormatException e) {
      throw invalid();
    }
    throw invalid();
  }

  private static TypeMismatch invalid() {
    return new TypeMismatch(
        "quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }

  private static String binary(BigDecimal value) {
    if (value.abs().compareTo(KIBI) < 0) {
      return decimal(value, false);
    }
    BigInteger whole = value.setScale(0, RoundingMode.UP).toBigInteger();
    BigInteger kibi = KIBI.toBigInteger();
    int power = 0;
    while (power < BINARY.size() - 1 && whole.mod(kibi).signum() == 0) {
      whole = whole.divide(kibi);
      power++;
    }
    return whole + BINARY.get(power);
  }

  private static String decimal(BigDecimal value, boolean exponent) {
    if (value.signum() == 0) {
      return "0";
    }
    // Nothing is finer than nano; the remainder rounds away from zero.
    BigDecimal exact = value.setScale(Math.min(9, Math.max(value.scale(), 0)), RoundingMode.UP);
    int power = 3 * (DECIMAL.size() - 1 - ONES);
    while (power > -9 && exact.scaleByPowerOfTen(-power).stripTrailingZeros().scale() > 0) {
      power -= 3;
    }
    BigInteger whole = exact.scaleByPowerOfTen(-power).toBigInteger();
    if (exponent) {
      return power == 0 ? whole.toString() : whole + "e" + power;
    }
    return whole + DECIMAL.get(power / 3 + ONES);
  }
}

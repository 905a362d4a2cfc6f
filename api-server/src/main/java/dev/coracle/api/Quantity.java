// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of a resource, such as {@code 500m} CPU or {@code 1Gi} of memory. */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

  private static final Pattern FORM =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([eE][+-]?\\d+|[KMGTPE]i|[numkMGTPE]|)");
  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String BINARY = "KMGTPE";

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException with Kubernetes' message when it is malformed
   */
  public static Quantity parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return new Quantity(new BigDecimal(form.group(1)).multiply(factor(form.group(2))));
  }

  private static BigDecimal factor(String suffix) {
    if (suffix.endsWith("i")) {
      return BigDecimal.valueOf(1024).pow(BINARY.indexOf(suffix.charAt(0)) + 1);
    }
    Integer power = DECIMAL.get(suffix);
    return BigDecimal.ONE.scaleByPowerOfTen(
        power != null ? power : Integer.parseInt(suffix.substring(1)));
  }

  /** The sum. */
  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value));
  }

  /** The difference, which may be negative. */
  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value));
  }

  /** The amount in thousandths, rounded up. */
  public long milliValue() {
    return value.scaleByPowerOfTen(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  /** The whole amount, rounded up. */
  public long longValue() {
    return value.setScale(0, RoundingMode.CEILING).longValue();
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }
}

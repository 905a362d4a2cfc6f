// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

/**
 * How far a count may be from what it should be, as in {@code within(10, percent)}.
 *
 * @param share of the count as it should be
 */
public record Tolerance(double share) {

  /** What a tolerance is measured in. */
  public enum Unit {
    /** Hundredths of the count as it should be. */
    PERCENT
  }

  /** To be imported, so that it reads {@code within(10, percent)}. */
  public static final Unit percent = Unit.PERCENT;

  public Tolerance {
    if (!(share >= 0 && share < 100)) {
      throw new IllegalArgumentException("tolerance: " + share + " (expected: >= 0)");
    }
  }

  /** So many of a unit, as in {@code within(10, percent)}. */
  public static Tolerance within(double number, Unit unit) {
    return switch (unit) {
      case PERCENT -> new Tolerance(number / 100);
    };
  }

  boolean allows(double actual, double wanted) {
    return Math.abs(actual - wanted) <= share * wanted;
  }

  @Override
  public String toString() {
    double percents = share * 100;
    return percents == Math.rint(percents) ? (long) percents + " %" : percents + " %";
  }
}

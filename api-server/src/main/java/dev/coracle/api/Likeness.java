// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How near a word comes to another one, for messages that guess what was meant. */
public final class Likeness {

  private static final int LETTERS_PER_MISTAKE = 4;

  private Likeness() {}

  /** The word of some that one with a slip of the keyboard probably means. */
  public static Optional<String> nearest(String word, Collection<String> words) {
    return words.stream()
        .filter(other -> distance(word, other).isPresent())
        .min(
            Comparator.comparing((String other) -> distance(word, other).orElseThrow())
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * How many letters are one too many, missing, wrong or in the wrong order; empty for words that
   * have nothing to do with each other. Upper and lower case are the same.
   */
  public static Optional<Integer> distance(String a, String b) {
    requireNonNull(a, "a");
    requireNonNull(b, "b");
    int most = Math.max(1, Math.max(a.length(), b.length()) / LETTERS_PER_MISTAKE);
    if (Math.abs(a.length() - b.length()) > most) {
      return Optional.empty();
    }
    int distance = edits(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
    return distance <= most ? Optional.of(distance) : Optional.empty();
  }

  /** The distance of Damerau and Levenshtein, where a pair of letters is swapped once at most. */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : edits(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int edits(int[][] edits, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = edits[i - 1][j - 1] + (same ? 0 : 1);
    least = Math.min(least, edits[i - 1][j] + 1);
    least = Math.min(least, edits[i][j - 1] + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}

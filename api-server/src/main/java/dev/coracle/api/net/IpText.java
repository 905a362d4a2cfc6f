// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

/**
 * The canonical text of addresses: the first of the longest runs of two or more zero groups is left
 * out, and letters are small.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952#section-4">RFC 5952, 4</a>
 */
final class IpText {

  private IpText() {}

  static String quad(long number) {
    int n = (int) number;
    return (n >>> 24) + "." + (n >>> 16 & 255) + "." + (n >>> 8 & 255) + "." + (n & 255);
  }

  static String groups(int[] groups) {
    int from = longestZeros(groups);
    if (from < 0) {
      return join(groups, 0, 8);
    }
    return join(groups, 0, from) + "::" + join(groups, endOfZeros(groups, from), 8);
  }

  /** Where the run begins; -1 for none. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    int most = 1;
    for (int i = 0; i < groups.length; i++) {
      int length = endOfZeros(groups, i) - i;
      if (length > most) {
        best = i;
        most = length;
      }
    }
    return best;
  }

  private static int endOfZeros(int[] groups, int from) {
    int end = from;
    while (end < groups.length && groups[end] == 0) {
      end++;
    }
    return end;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}

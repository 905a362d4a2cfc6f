// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of what must be done to make a text of another, and where the line stands in each.
 *
 * @param before the index in the one text, or of the line that follows there
 * @param after the index in the other one
 */
record LineDifference(Kind kind, int before, int after) {

  enum Kind {
    SAME,
    REMOVED,
    ADDED
  }

  /** The shortest way from one text to the other, by the longest common subsequence. */
  static List<LineDifference> between(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var edits = new ArrayList<LineDifference>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      boolean more = i < before.size() && j < after.size();
      if (more && before.get(i).equals(after.get(j))) {
        edits.add(new LineDifference(Kind.SAME, i++, j++));
      } else if (j >= after.size() || (more && common[i + 1][j] >= common[i][j + 1])) {
        edits.add(new LineDifference(Kind.REMOVED, i++, j));
      } else {
        edits.add(new LineDifference(Kind.ADDED, i, j++));
      }
    }
    return edits;
  }

  /** The unified format, with some lines around each change. */
  static String unified(
      List<LineDifference> edits, List<String> before, List<String> after, int context) {
    var out = new StringBuilder();
    int at = 0;
    while (at < edits.size()) {
      if (edits.get(at).kind() == Kind.SAME) {
        at++;
        continue;
      }
      int start = Math.max(0, at - context);
      int last = at;
      for (int i = at; i < edits.size() && i - last <= 2 * context; i++) {
        last = edits.get(i).kind() == Kind.SAME ? last : i;
      }
      int end = Math.min(edits.size(), last + context + 1);
      hunk(edits.subList(start, end), before, after, out);
      at = end;
    }
    return out.toString();
  }

  private static void hunk(
      List<LineDifference> edits, List<String> before, List<String> after, StringBuilder out) {
    long removed = edits.stream().filter(edit -> edit.kind() != Kind.ADDED).count();
    long added = edits.stream().filter(edit -> edit.kind() != Kind.REMOVED).count();
    LineDifference first = edits.get(0);
    out.append("@@ -")
        .append(range(first.before(), removed))
        .append(" +")
        .append(range(first.after(), added))
        .append(" @@\n");
    for (LineDifference edit : edits) {
      switch (edit.kind()) {
        case SAME -> out.append(' ').append(before.get(edit.before()));
        case REMOVED -> out.append('-').append(before.get(edit.before()));
        case ADDED -> out.append('+').append(after.get(edit.after()));
      }
      out.append('\n');
    }
  }

  private static String range(int start, long count) {
    int from = count == 0 ? start : start + 1;
    return count == 1 ? String.valueOf(from) : from + "," + count;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is wrong and why, in no more lines than a screen has; and all of it, where that is more. */
public final class Summary {

  private static final int SCREEN = 38;
  private static final int MOST_STAND_INS = 8;
  private static final int LEAST = 2;
  private static final int WIDEST = 300;

  private final List<Finding> findings;
  private final List<String> standIns;
  private final List<String> lines = new ArrayList<>();
  private int leftOut;

  /** A summary of a snapshot. */
  public Summary(Snapshot snapshot) {
    Reasons reasons = new Reasons(snapshot);
    this.standIns = reasons.standIns();
    this.findings =
        Stream.of(
                reasons.pods(pod -> true),
                reasons.warnings(),
                reasons.services(),
                reasons.ingresses())
            .flatMap(List::stream)
            .toList();
    tellFindings();
    tellStandIns();
    if (leftOut > 0) {
      lines.add("... and " + leftOut + (leftOut == 1 ? " more line" : " more lines") + ", below");
    }
  }

  /** The screen; empty when nothing is wrong. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** All that is wrong, where it is more than the screen holds; empty otherwise. */
  public List<String> all() {
    return leftOut == 0
        ? List.of()
        : Stream.concat(findings.stream().flatMap(f -> f.lines().stream()), standIns.stream())
            .toList();
  }

  /** Every finding gets its share, so that the first does not take the screen from the last. */
  private void tellFindings() {
    if (findings.isEmpty()) {
      return;
    }
    lines.add("What is wrong");
    int left = SCREEN - Math.min(standIns.size(), MOST_STAND_INS);
    int waiting = findings.size();
    for (Finding finding : findings) {
      waiting--;
      List<String> all = finding.lines();
      int share = Math.max(LEAST, left - LEAST * waiting);
      int told = Math.min(all.size(), Math.min(share, left));
      all.subList(0, told).forEach(this::tell);
      left -= told;
      leftOut += all.size() - told;
    }
  }

  private void tellStandIns() {
    if (standIns.isEmpty()) {
      return;
    }
    lines.add("Stand-ins run, which answer and do nothing else that the real images do");
    int told = Math.min(standIns.size(), MOST_STAND_INS);
    standIns.subList(0, told).forEach(this::tell);
    leftOut += standIns.size() - told;
  }

  private void tell(String line) {
    lines.add("  " + (line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "..."));
  }
}

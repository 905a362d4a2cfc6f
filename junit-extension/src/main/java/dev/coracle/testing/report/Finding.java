// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import java.util.ArrayList;
import java.util.List;

/** Something that is not as it should be, and why. */
public record Finding(String subject, List<String> reasons) {

  public Finding {
    reasons = List.copyOf(reasons);
  }

  /** As it is told: the first reason beside the subject where it is the only one. */
  public List<String> lines() {
    if (reasons.size() == 1) {
      return List.of(subject + ": " + reasons.get(0));
    }
    List<String> lines = new ArrayList<>();
    lines.add(subject);
    reasons.forEach(reason -> lines.add("  " + reason));
    return lines;
  }
}

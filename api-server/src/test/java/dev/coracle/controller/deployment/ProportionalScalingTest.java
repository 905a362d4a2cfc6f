// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionalScalingTest {

  /** Sizes of ReplicaSets from the oldest on, "a" being the oldest. */
  @ParameterizedTest(name = "{0}: {3} to {1}+{2}")
  @CsvSource(
      textBlock =
          """
          grows,                     20, 5, 8 5,   13, {a=15; b=10}
          largest gets what is left, 15, 0, 5 5 2, 12, {b=6; a=6; c=3}
          shrinks,                   5,  2, 8 5,   13, {a=4; b=3}
          shrinks to nothing,        0,  0, 8 5,   13, {a=0; b=0}
          stays,                     10, 3, 8 5,   13, {a=8; b=5}
          knows no earlier size,     20, 5, 8 5,   0,  {a=20; b=5}
          """)
  void change_isSharedBySize(
      String name, int replicas, int surge, String sizes, int maxBefore, String expected) {
    DeploymentLimits limits = new DeploymentLimits(replicas, surge, 0);

    var shared = ProportionalScaling.share(limits, members(sizes, maxBefore));

    assertThat(shared.toString().replace(",", ";")).isEqualTo(expected);
  }

  private static List<ProportionalScaling.Member> members(String sizes, int maxBefore) {
    List<ProportionalScaling.Member> members = new ArrayList<>();
    for (String size : sizes.split(" ")) {
      int index = members.size();
      members.add(
          new ProportionalScaling.Member(
              String.valueOf((char) ('a' + index)),
              Integer.parseInt(size),
              maxBefore,
              Instant.ofEpochSecond(index)));
    }
    return members;
  }
}

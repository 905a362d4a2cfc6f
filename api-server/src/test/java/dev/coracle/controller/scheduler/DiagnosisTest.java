// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a Pod is told that fits nowhere. */
class DiagnosisTest {

  private static final Filters.Refusal OF_SELECTOR =
      new Filters.Refusal(List.of("node(s) didn't match Pod's node affinity/selector"), false);

  @Test
  void podThatNeverPreempts_saysSo() {
    assertThat(Diagnosis.message(List.of(OF_SELECTOR), false))
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new"
                + " claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.");
  }

  @Test
  void podThatMayPreempt_isToldWhetherThatHelps() {
    assertThat(Diagnosis.message(List.of(OF_SELECTOR, OF_SELECTOR), true))
        .endsWith(
            "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.");
  }

  @Test
  void clusterWithoutNodes_saysThatAlone() {
    assertThat(Diagnosis.message(List.of(), true)).isEqualTo("no nodes available to schedule pods");
  }
}

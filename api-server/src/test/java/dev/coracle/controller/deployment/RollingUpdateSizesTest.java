// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controller.deployment.RollingUpdateSizes.Member;
import dev.coracle.controller.deployment.RollingUpdateSizes.Resize;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollingUpdateSizesTest {

  private static final DeploymentLimits TEN = new DeploymentLimits(10, 3, 2);

  /** A rollout of ten from old Pods that are available; new ones are when the test says so. */
  private static final class Rollout {

    private int fresh;
    private int freshAvailable;
    private int old = 10;
    private final List<String> sizes = new ArrayList<>();

    /** Steps until nothing moves any more. */
    Rollout run(boolean atOnce) {
      while (step()) {
        freshAvailable = atOnce ? fresh : freshAvailable;
        sizes.add(fresh + "/" + old);
        assertThat(fresh + old).isLessThanOrEqualTo(13);
        assertThat(freshAvailable + old).isGreaterThanOrEqualTo(8);
      }
      return this;
    }

    Rollout becomeAvailable() {
      freshAvailable = fresh;
      return this;
    }

    private boolean step() {
      int size = RollingUpdateSizes.newSize(TEN, fresh + old, fresh);
      if (size != fresh) {
        fresh = size;
        return true;
      }
      List<Resize> resizes =
          RollingUpdateSizes.shrink(
              TEN, new Member("new", fresh, freshAvailable), List.of(new Member("old", old, old)));
      resizes.forEach(r -> old = r.to());
      return !resizes.isEmpty();
    }
  }

  @Test
  void slowPods_holdTheRolloutUp() {
    Rollout rollout = new Rollout();

    rollout.run(false).becomeAvailable().run(false).becomeAvailable().run(false);

    assertThat(rollout.sizes).containsExactly("3/10", "3/8", "5/8", "5/3", "10/3", "10/0");
  }

  @Test
  void podsAvailableAtOnce_areRolledOutInFewSteps() {
    Rollout rollout = new Rollout().run(true);

    assertThat(rollout.sizes).containsExactly("3/10", "3/5", "8/5", "8/0", "10/0");
  }

  @Test
  void unavailablePodsOfOldSets_goFirst() {
    List<Resize> resizes =
        RollingUpdateSizes.shrink(
            new DeploymentLimits(4, 0, 1),
            new Member("new", 0, 0),
            List.of(new Member("oldest", 2, 2), new Member("older", 2, 1)));

    assertThat(resizes).containsExactly(new Resize("older", 1));
  }

  @Test
  void oldSetThatHasNotShrunkYet_isWaitedFor() {
    List<Resize> resizes =
        RollingUpdateSizes.shrink(
            new DeploymentLimits(4, 1, 1),
            new Member("new", 2, 1),
            List.of(new Member("old", 3, 4)));

    assertThat(resizes).isEmpty();
  }

  @Test
  void newSetBeyondTheSizeWanted_shrinks() {
    assertThat(RollingUpdateSizes.newSize(TEN, 12, 12)).isEqualTo(10);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.testing.Cluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A cluster lives as long as what it stands on: a method's ends with the method. */
@MiniCluster(time = ClusterTime.VIRTUAL)
@TestInstance(Lifecycle.PER_CLASS)
class ClusterLivesTest {

  private final List<Cluster> ofMethods = new ArrayList<>();

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void methodsCluster_isAnother(Cluster own) {
    assertThat(own.nodes()).hasSize(1);
    ofMethods.add(own);
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL, nodes = 2)
  void nextMethodsCluster_isAnotherAgain(Cluster own) {
    assertThat(own.nodes()).hasSize(2);
    ofMethods.add(own);
  }

  @AfterAll
  void methodsClusters_haveEndedAndTheClasssNot(Cluster ofClass) {
    assertThat(ofMethods)
        .hasSize(2)
        .doesNotHaveDuplicates()
        .doesNotContain(ofClass)
        .allSatisfy(
            ended -> assertThatThrownBy(ended::client).hasMessageStartingWith("cluster is closed"));
    assertThat(ofClass.nodes()).hasSize(1);
  }
}

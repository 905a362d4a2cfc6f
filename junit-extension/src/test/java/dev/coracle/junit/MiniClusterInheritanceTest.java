// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class MiniClusterInheritanceTest {

  @Retention(RetentionPolicy.RUNTIME)
  @MiniCluster(nodes = 2)
  @interface TwoNodes {}

  @TwoNodes
  abstract static class Base {

    protected Cluster inherited;
  }

  @Nested
  class Heir extends Base {

    @Test
    void annotationAndFieldsOfSuperclass_count(Cluster cluster) {
      assertThat(cluster).isSameAs(inherited);
      assertThat(cluster.nodes()).hasSize(2);
    }
  }

  @Nested
  @MiniCluster
  @TestInstance(Lifecycle.PER_CLASS)
  class OneInstance {

    private Cluster field;

    @Test
    @TwoNodes
    void methodsCluster_isInTheFieldWhileItRuns(Cluster own) {
      assertThat(own.nodes()).hasSize(2);
    }

    @Test
    void classsCluster_isInTheFieldOtherwise(Cluster shared) {
      assertThat(shared).isSameAs(field);
      assertThat(shared.nodes()).hasSize(1);
    }
  }
}

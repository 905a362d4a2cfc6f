// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import dev.coracle.testing.RunningService;
import dev.coracle.testing.TrafficReport;

/**
 * The ways into assertions about clusters, to be imported statically beside AssertJ's own.
 *
 * <pre>{@code
 * assertThat(cluster).deployment("web").isAvailable();
 * assertThat(cluster).service("web").reachesAll();
 * assertThat(cluster).hasNoWarnings();
 * }</pre>
 *
 * <p>They look once: who has to wait does it before, by {@code cluster.awaitReady()} or {@code
 * cluster.awaitAsserted(...)}.
 */
public final class CoracleAssertions {

  private CoracleAssertions() {}

  /** Asserts things of a cluster, or of the namespace that it is looked at in. */
  public static ClusterAssert assertThat(Cluster actual) {
    return new ClusterAssert(actual);
  }

  /** Asserts things of a Pod. */
  public static PodAssert assertThat(RunningPod actual) {
    return new PodAssert(actual);
  }

  /** Asserts things of a Service. */
  public static ServiceAssert assertThat(RunningService actual) {
    return new ServiceAssert(actual);
  }

  /** Asserts things of what became of traffic. */
  public static TrafficAssert assertThat(TrafficReport actual) {
    return new TrafficAssert(actual);
  }
}

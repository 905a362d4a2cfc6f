// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.testing.Cluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Clusters that classes share, in sessions of a launcher within this one. */
final class SharedClusterTest {

  private static final String SAME = "{apiVersion: v1, kind: ConfigMap, metadata: {name: same}}";

  /** The clusters that were seen by the classes below, which only this test runs. */
  private static final List<Cluster> SEEN = new CopyOnWriteArrayList<>();

  /** Not found by its name when all tests are looked for. */
  @MiniCluster(shared = true, time = ClusterTime.VIRTUAL)
  static final class FirstCase {

    @Test
    void cluster_isShared(Cluster cluster) {
      assertThat(cluster.find("cm/same")).isEmpty();
      cluster.apply(SAME);
      SEEN.add(cluster);
    }
  }

  @MiniCluster(shared = true, time = ClusterTime.VIRTUAL)
  static final class SecondCase {

    @Test
    void cluster_isShared(Cluster cluster) {
      assertThat(cluster.find("cm/same")).isEmpty();
      cluster.apply(SAME);
      SEEN.add(cluster);
    }
  }

  @MiniCluster(shared = true, time = ClusterTime.VIRTUAL, nodes = 2)
  static final class OtherCase {

    @Test
    void cluster_isShared(Cluster cluster) {
      SEEN.add(cluster);
    }
  }

  private static void run(LauncherSession session, Class<?>... classes) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    session.getLauncher().execute(request, summary);
    assertThat(summary.getSummary().getFailures()).isEmpty();
    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(classes.length);
  }

  @Test
  void classesWithTheSameOptions_shareAClusterUntilTheSessionEnds() {
    try (LauncherSession session = LauncherFactory.openSession()) {
      run(session, FirstCase.class, SecondCase.class, OtherCase.class);

      assertThat(SEEN).hasSize(3);
      Cluster first = SEEN.get(0);
      assertThat(first.httpUrl())
          .isEqualTo(SEEN.get(1).httpUrl())
          .isNotEqualTo(SEEN.get(2).httpUrl());
      assertThat(first.namespace()).isEqualTo("first-case-1");
      assertThat(SEEN.get(1).namespace()).isEqualTo("second-case-2");
      first.awaitGone("ns/first-case-1");
    }

    assertThat(SEEN)
        .allSatisfy(
            cluster ->
                assertThatThrownBy(cluster::nodes).hasMessageStartingWith("cluster is closed"));
  }
}

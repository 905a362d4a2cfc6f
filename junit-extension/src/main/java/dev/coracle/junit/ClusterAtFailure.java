// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterReport;
import java.util.Optional;

/**
 * Carries the report of a cluster along with the failure of a test, as one of its suppressed
 * throwables, so that whatever shows the failure shows the cluster too.
 */
final class ClusterAtFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private ClusterAtFailure(ClusterReport report) {
    super("the cluster when the test failed:\n" + report, null, false, false);
  }

  /**
   * Tells a failure what the cluster is like; where nobody can say, as when the test has closed it,
   * the failure stays what it is all the same.
   */
  static Optional<ClusterReport> tell(Throwable failure, Cluster cluster) {
    try {
      ClusterReport report = cluster.report();
      failure.addSuppressed(new ClusterAtFailure(report));
      return Optional.of(report);
    } catch (RuntimeException unknown) {
      failure.addSuppressed(unknown);
      return Optional.empty();
    }
  }
}

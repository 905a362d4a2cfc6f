// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterReport;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Carries the report of a cluster along with the failure of a test, as one of its suppressed
 * throwables, so that whatever shows the failure shows the cluster too.
 */
final class ClusterAtFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private ClusterAtFailure(String report) {
    super("the cluster when the test failed:\n" + report, null, false, false);
  }

  /**
   * Tells a failure what the cluster is like; where nobody can say, as when the test has closed it,
   * the failure stays what it is all the same.
   */
  static Optional<ClusterReport> tell(Throwable failure, Cluster cluster, ReportFile file) {
    try {
      ClusterReport report = cluster.report();
      failure.addSuppressed(new ClusterAtFailure(text(report, file.write(report))));
      return Optional.of(report);
    } catch (RuntimeException unknown) {
      failure.addSuppressed(unknown);
      return Optional.empty();
    }
  }

  /** The first screen where a file holds the rest. */
  private static String text(ClusterReport report, Optional<Path> file) {
    return file.map(path -> report.summary() + "all of it: " + path).orElseGet(report::toString);
  }
}

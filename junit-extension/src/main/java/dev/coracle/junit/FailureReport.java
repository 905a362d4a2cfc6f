// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterReport;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Attaches what a cluster was like to the test that has failed on it. */
final class FailureReport {

  private FailureReport() {}

  static void attach(ExtensionContext context, Cluster cluster) {
    Optional<Throwable> failure =
        context.getExecutionException().filter(e -> !(e instanceof TestAbortedException));
    failure.ifPresent(
        f ->
            ClusterAtFailure.tell(f, cluster, ReportFile.of(context))
                .ifPresent(report -> publish(context, report)));
  }

  private static void publish(ExtensionContext context, ClusterReport report) {
    try {
      context.publishFile(
          "cluster.txt",
          MediaType.TEXT_PLAIN_UTF_8,
          file -> Files.writeString(file, report.toString()));
    } catch (LinkageError older) {
      // Files came with JUnit 5.12, and their media type moved in 5.14.
      context.publishReportEntry("cluster", report.toString());
    }
  }
}

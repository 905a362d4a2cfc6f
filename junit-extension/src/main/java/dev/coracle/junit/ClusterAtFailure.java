// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.ClusterReport;

/**
 * Carries the report of a cluster along with the failure of a test, as one of its suppressed
 * throwables, so that whatever shows the failure shows the cluster too.
 */
final class ClusterAtFailure extends Exception {

  private static final long serialVersionUID = 1L;

  ClusterAtFailure(ClusterReport report) {
    super("the cluster when the test failed:\n" + report, null, false, false);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

/** The clock that a cluster goes by. */
public enum ClusterTime {
  /** The real clock. */
  SYSTEM,
  /** A clock that stands still until {@code cluster.advance(...)} moves it. */
  VIRTUAL
}

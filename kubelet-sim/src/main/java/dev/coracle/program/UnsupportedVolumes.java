// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

/** What becomes of Pods whose volumes are of a type that is not implemented. */
public enum UnsupportedVolumes {

  /** They do not start, and an event says why. */
  REFUSE,

  /** An empty directory stands in for the volume, and an event says so. */
  EMPTY
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

/**
 * Which namespace tests work in: that of names and manifests that say none, and of the clients that
 * are supplied. A test that asks for the cluster is given it as {@code cluster.inNamespace(...)}
 * gives it, and {@code cluster.namespace()} tells the name.
 */
public enum TestNamespace {
  /** {@code default}, for all of them. */
  DEFAULT,
  /** One for each class, which goes when its tests have run. */
  PER_CLASS,
  /**
   * One for each test, which goes when the test is over. Manifests of the annotation are applied to
   * each, before the test begins.
   */
  PER_METHOD
}

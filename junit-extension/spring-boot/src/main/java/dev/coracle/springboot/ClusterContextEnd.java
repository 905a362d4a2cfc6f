// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.junit.ClusterExtension;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Closes the context of a class with a cluster when its tests are over, and so before the cluster:
 * nobody else can have the context, and its clients would go on calling. Spring finds it by itself.
 */
public final class ClusterContextEnd implements TestExecutionListener {

  /** For Spring. */
  public ClusterContextEnd() {}

  @Override
  public void afterTestClass(TestContext context) {
    Class<?> testClass = context.getTestClass();
    boolean nested = testClass.getEnclosingClass() != null;
    boolean outer = nested && ClusterExtension.clusterOf(testClass.getEnclosingClass()).isPresent();
    LoadingContext.end();
    if (!outer && ClusterOfContext.isIn(context)) {
      context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }
  }
}

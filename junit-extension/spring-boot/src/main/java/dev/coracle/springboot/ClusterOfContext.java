// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.junit.ClusterExtension;
import dev.coracle.testing.Cluster;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContext;

/**
 * Gives the context of a test class its cluster. Classes do not share contexts, as they do not
 * share clusters.
 */
record ClusterOfContext(Class<?> owner) implements ContextCustomizer {

  private static final String BEAN = "coracleCluster";

  /** Whether a test has a context that was given a cluster. */
  static boolean isIn(TestContext test) {
    return test.hasApplicationContext() && test.getApplicationContext().containsBean(BEAN);
  }

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    Cluster cluster =
        ClusterExtension.clusterOf(owner)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        owner.getName()
                            + ": its context is made before its cluster (expected: @MiniCluster"
                            + " above the annotations of Spring, or a static ClusterExtension)"));
    LoadingContext loading = LoadingContext.begin(cluster);
    context.addApplicationListener(loading);
    context.getEnvironment().getPropertySources().addFirst(new ClusterPropertySource(cluster));
    context.getBeanFactory().registerSingleton(BEAN, cluster);
  }
}

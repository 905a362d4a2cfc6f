// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.junit.ClusterExtension;
import dev.coracle.junit.MiniCluster;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/**
 * Tells applications under {@code @SpringBootTest} of the cluster that their test class has by
 * {@link MiniCluster} or a {@link ClusterExtension}. Spring finds it by itself.
 *
 * <p>Such a class has an application context of its own, which is closed before its cluster. In the
 * context's environment are
 *
 * <ul>
 *   <li>{@code coracle.url.orders} and {@code coracle.url.orders.shop}: where a Service is, as
 *       {@code cluster.url(...)} says, looked up when it is asked for;
 *   <li>{@code coracle.kubeconfig}, a file, {@code coracle.api-server} and {@code coracle.token};
 *   <li>what Spring Cloud Kubernetes reads below {@code spring.cloud.kubernetes.client}.
 * </ul>
 *
 * The cluster itself is a bean. While the context is made, a fabric8 client without settings finds
 * the cluster too, and names are looked up there.
 */
public final class MiniClusterContexts implements ContextCustomizerFactory {

  /** For Spring. */
  public MiniClusterContexts() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return owner(testClass).map(ClusterOfContext::new).orElse(null);
  }

  /** The class that has a cluster: a test class, or one around it. */
  private static Optional<Class<?>> owner(Class<?> testClass) {
    for (Class<?> c = testClass; c != null; c = c.getEnclosingClass()) {
      if (AnnotationSupport.isAnnotated(c, MiniCluster.class) || hasExtension(c)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  private static boolean hasExtension(Class<?> testClass) {
    return Arrays.stream(testClass.getDeclaredFields())
        .anyMatch(field -> field.getType() == ClusterExtension.class);
  }
}

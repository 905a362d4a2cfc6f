// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The time in which a context is made on the thread of its test: the thread is the cluster's, and
 * so are those that are made in it; and clients that look for the system property {@code
 * kubeconfig}, as fabric8's does, find the cluster. Spring makes one context of a test at a time.
 */
final class LoadingContext implements ApplicationListener<ContextRefreshedEvent> {

  private static final String KUBECONFIG = "kubeconfig";
  private static final ThreadLocal<LoadingContext> CURRENT = new ThreadLocal<>();

  private final Cluster.ThreadScope scope;
  private final Optional<String> before;

  private LoadingContext(Cluster.ThreadScope scope, Optional<String> before) {
    this.scope = scope;
    this.before = before;
  }

  static LoadingContext begin(Cluster cluster) {
    end();
    Optional<String> before = Optional.ofNullable(System.getProperty(KUBECONFIG));
    System.setProperty(KUBECONFIG, kubeconfig(cluster).toString());
    LoadingContext loading = new LoadingContext(cluster.claimThread(), before);
    CURRENT.set(loading);
    return loading;
  }

  /** A file that is there as long as the JVM, for whoever reads it late. */
  static Path kubeconfig(Cluster cluster) {
    try {
      Path file = Files.createTempFile("coracle-", ".kubeconfig");
      file.toFile().deleteOnExit();
      return cluster.writeKubeconfig(file);
    } catch (IOException e) {
      throw new UncheckedIOException("kubeconfig: no temporary file (expected: one)", e);
    }
  }

  @Override
  public void onApplicationEvent(ContextRefreshedEvent event) {
    end();
  }

  /** Ends it on its thread, also where the context has failed and told nobody. */
  static void end() {
    Optional.ofNullable(CURRENT.get())
        .ifPresent(
            loading -> {
              CURRENT.remove();
              loading.scope.close();
              loading.before.ifPresentOrElse(
                  value -> System.setProperty(KUBECONFIG, value),
                  () -> System.clearProperty(KUBECONFIG));
            });
  }
}

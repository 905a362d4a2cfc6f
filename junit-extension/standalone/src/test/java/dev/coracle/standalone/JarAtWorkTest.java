// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Tests of the modules, run against the jar: those that reach deepest into the libraries. */
class JarAtWorkTest {

  private static final List<String> TESTS =
      List.of(
          "dev.coracle.api.pki.TlsHandshakeTest",
          "dev.coracle.apiserver.http.HttpConnectTest",
          "dev.coracle.apiserver.http.HttpWatchTest",
          "dev.coracle.apiserver.http.HttpsTest",
          "dev.coracle.apiserver.http.PortForwardTest",
          "dev.coracle.apiserver.http.ProxyTest",
          "dev.coracle.junit.ClusterExtensionTest",
          "dev.coracle.junit.ClusterPlanTest",
          "dev.coracle.kubelet.shell.program.net.CurlTest",
          "dev.coracle.netproxy.IngressServerTest",
          "dev.coracle.netproxy.IngressTlsTest",
          "dev.coracle.netproxy.TunnelTest",
          "dev.coracle.netproxy.dns.DnsResolverTest",
          "dev.coracle.netproxy.dns.DnsServerTest",
          "dev.coracle.testing.ClusterTest",
          "dev.coracle.testing.NodeResolverTest");

  @Test
  void testsOfTheModules_passAgainstTheJar() throws IOException {
    try (PackagedTests loader = PackagedTests.load()) {
      TestExecutionSummary summary = run(loader);

      assertThat(failures(summary)).isEmpty();
      assertThat(summary.getTestsSucceededCount()).isGreaterThan(120);
    }
  }

  private static TestExecutionSummary run(ClassLoader loader) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                TESTS.stream().map(name -> DiscoverySelectors.selectClass(loader, name)).toList())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      LauncherFactory.create().execute(request, listener);
    } finally {
      thread.setContextClassLoader(before);
    }
    return listener.getSummary();
  }

  private static List<String> failures(TestExecutionSummary summary) {
    return summary.getFailures().stream()
        .flatMap(
            failure ->
                Stream.of(
                    failure.getTestIdentifier().getUniqueId() + ": " + failure.getException()))
        .toList();
  }
}

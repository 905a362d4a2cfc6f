// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static dev.coracle.program.Programs.http;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same tests against another cluster: they run in a process that has none of its own. */
class RemoteTestsTest {

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void testsOfAnotherCluster_runOrAreSkippedByName() throws Exception {
    try (Cluster real = Cluster.start()) {
      real.images().add("web:1", http("hello"));
      Path config = real.writeKubeconfig(directory.resolve("config"));

      List<String> lines = run(config);

      String skipped =
          " needs a cluster of Coracle's own, and this test runs against the cluster of ";
      assertThat(lines)
          .filteredOn(line -> line.contains(" SUCCESSFUL") || line.contains(" ABORTED"))
          .containsExactlyInAnyOrder(
              "whatNeedsTheApi_runs(Cluster, KubernetesClient) SUCCESSFUL",
              "clientThatKnowsNames_runs(Cluster, HttpClient, ApiClient) SUCCESSFUL",
              "whatAddsImages_isSkipped(Cluster) ABORTED: Cluster.images" + skipped + config,
              "RemoteTestsProgram$VirtualCase ABORTED: virtualTime()" + skipped + config,
              "RemoteTestsProgram$PreparedCase ABORTED: Cluster.images" + skipped + config);
      assertThat(lines)
          .filteredOn(line -> line.contains(" FAILED"))
          .singleElement()
          .asString()
          .startsWith("whatFails_fails(Cluster) FAILED");
    }
  }

  private static List<String> run(Path kubeconfig) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dcoracle.kubeconfig=" + kubeconfig,
                "-Dcoracle.reports=off",
                RemoteTestsProgram.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}

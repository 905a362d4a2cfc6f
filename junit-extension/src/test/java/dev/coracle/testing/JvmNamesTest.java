// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Names of clusters in {@code InetAddress}, in a JVM of its own: its resolver is found once. */
class JvmNamesTest {

  private static final String SILENCE =
      """
      # without names
      orders: Name or service not known
      localhost: 127.0.0.1
      InetAddress does not know
      """;

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void names_areAnsweredByTheClusterOfTheThread() throws Exception {
    String said =
        run(
            List.of(),
            "one cluster",
            "a Service made after a failed lookup",
            "threads of a Pod",
            "two clusters in parallel",
            "threads of none",
            "virtual addresses");

    assertThat(said)
        .isEqualTo(
            """
            # one cluster
            asked
            orders: one
            orders.default: one
            orders.default.svc.cluster.local: one
            by address: orders.default.svc.cluster.local
            api.example.test: one
            shop.example.test: Ingress
            localhost: 127.0.0.1
            nowhere.test: Name or service not known
            orders: Name or service not known
            # a Service made after a failed lookup
            orders.default.svc.cluster.local: not a name of cluster 127.n.0.0/16 (cluster.local)
            orders: Name or service not known
            orders.default.svc.cluster.local: late
            orders: late
            # threads of a Pod
            front: true
            orders.default: mine
            orders: Name or service not known
            others: 1
            # two clusters in parallel
            50 times one of 1 node, 50 times two of 1 node
            # threads of none
            full: one
            orders.default.svc.cluster.local: 2 clusters may be meant, \
            [127.n.0.0/16 (cluster.local), 127.n.0.0/16 (cluster.local)], \
            and the thread pool-2-thread-1 belongs to none of them \
            (expected: a thread of a test or of a Pod, or one that it made; \
            or give each cluster a domain with clusterDomain("a.local") and use full names)
            claimed: twothreeone
            # virtual addresses
            orders: Name or service not known
            orders.default.svc.cluster.local: not a name of cluster 198.18.n/16 \
            (cluster.local, virtual addresses, reached by its own clients only)1
            """);
  }

  @Test
  void names_areAsBeforeWhereTheyAreSwitchedOff() throws Exception {
    assertThat(run(List.of("-Dcoracle.names=off"), "without names")).isEqualTo(SILENCE);
  }

  @Test
  @EnabledOnJre(JRE.JAVA_17)
  void names_areAsBeforeWhereTheJdkAsksNobody() throws Exception {
    assertThat(run(List.of(), "without names")).isEqualTo(SILENCE);
  }

  @Test
  void hostsFile_isAnsweredFromOnEveryJdk(@TempDir Path directory) throws Exception {
    String option = "-Djdk.net.hosts.file=" + directory.resolve("hosts");

    assertThat(run(List.of("-Dcoracle.names=off", option), "a hosts file"))
        .isEqualTo(
            """
            # a hosts file
            localhost: 127.0.0.1
            Unable to resolve host orders
            orders: by the file
            orders.default.svc.cluster.local: by the file
            http://orders.default.svc.cluster.local:18080/: by the file
            """);
  }

  private static String run(List<String> options, String... scenarios)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(JvmNamesProgram.class.getName());
    command.addAll(List.of(scenarios));
    Process program =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(program.getInputStream().readAllBytes(), UTF_8);
    assertThat(program.waitFor()).isZero();
    return said;
  }
}

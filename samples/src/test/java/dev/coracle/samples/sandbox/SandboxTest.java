// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Consumer<Cluster> serving, String... args) {
    return Sandbox.commandLine(new Sandbox(serving))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void sandbox_tellsWhereItIs() {
    List<String> expected = new ArrayList<>();

    int code =
        run(
            cluster -> {
              expected.add(cluster.httpsUrl().toString());
              expected.add("[node-1, node-2]");
              expected.add("-p " + cluster.dnsAddress().getPort());
              expected.add("-x http://127.0.0.1:" + cluster.tunnelAddress().getPort());
            },
            "--nodes=2");

    assertThat(code).isZero();
    assertThat(out.toString()).contains(expected);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void ipFamilies_areTheClustersOwn() {
    List<String> addresses = new ArrayList<>();

    int code =
        run(
            cluster ->
                cluster
                    .get(ResourceType.NODES, "node-1")
                    .at("status", "addresses")
                    .forEach(each -> addresses.add(each.path("address").asString(""))),
            "--ip-families=IPv6,IPv4");

    assertThat(code).isZero();
    assertThat(addresses.get(0)).startsWith("fd00:");
    assertThat(addresses.get(1)).contains(".");
  }

  @Test
  void plan_isWhereAddressesAre() {
    List<NetworkPlan> plans = new ArrayList<>();

    int code = run(cluster -> plans.add(cluster.plan()), "--plan=virtual");

    assertThat(code).isZero();
    assertThat(plans).containsExactly(NetworkPlan.VIRTUAL);
    assertThat(out.toString()).doesNotContain("{.spec.clusterIP}").contains("curl -x http://");
  }

  @Test
  void kubeconfig_isWrittenWhereWanted() throws IOException {
    Path file = directory.resolve("config");
    List<String> urls = new ArrayList<>();

    int code =
        run(cluster -> urls.add(cluster.httpsUrl().toString()), "--kubeconfig=" + file.toString());

    assertThat(code).isZero();
    assertThat(Files.readString(file)).contains(urls.get(0));
  }

  @Test
  void temporaryKubeconfig_isDeletedAtTheEnd() {
    List<Path> files = new ArrayList<>();

    int code = run(cluster -> files.add(kubeconfigTold()));

    assertThat(code).isZero();
    assertThat(files).singleElement().satisfies(file -> assertThat(file).doesNotExist());
  }

  private Path kubeconfigTold() {
    String line =
        out.toString().lines().filter(l -> l.contains("KUBECONFIG=")).findFirst().orElse("");
    Path file = Path.of(line.substring(line.indexOf('=') + 1));
    assertThat(file).exists();
    return file;
  }

  @Test
  void foreignKubeconfig_isNotOverwritten() throws IOException {
    Path file = Files.writeString(directory.resolve("config"), "current-context: production\n");

    int code = run(cluster -> {}, "--kubeconfig", file.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("exists already");
    assertThat(file).hasContent("current-context: production");
  }

  @Test
  void manifests_areAppliedFixturesFirst() throws IOException {
    Files.writeString(directory.resolve("a.yaml"), configMap("early", "namespace: late"));
    Files.writeString(
        directory.resolve("fixtures.yaml"),
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: late}
        """);
    List<String> found = new ArrayList<>();

    int code =
        run(
            cluster -> found.add(cluster.get(ResourceType.CONFIG_MAPS, "late/early").name()),
            "--manifests",
            directory.toString());

    assertThat(code).isZero();
    assertThat(found).containsExactly("early");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void refusedManifest_isToldAndTheOthersAreApplied() throws IOException {
    Files.writeString(directory.resolve("a.yaml"), configMap("bad", "colour: red"));
    Files.writeString(directory.resolve("b.yaml"), configMap("good", "labels: {}"));
    List<String> found = new ArrayList<>();

    int code =
        run(
            cluster -> found.add(cluster.get(ResourceType.CONFIG_MAPS, "good").name()),
            "--manifests",
            directory.toString());

    assertThat(code).isZero();
    assertThat(found).containsExactly("good");
    assertThat(err.toString()).startsWith("error: ").contains("a.yaml", "colour").hasLineCount(1);
  }

  private static String configMap(String name, String metadata) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s
      %s
    """
        .formatted(name, metadata);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nodes=none",
        "--nodes=0",
        "--port=70000",
        "--plan=docker",
        "--manifests=/no/such/file",
        "--kubeconfig=/no/such/directory/config",
        "--colour",
        "surprise"
      })
  void badArgument_isOneLineAndCode2(String argument) {
    int code = run(cluster -> {}, argument);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("error: ")
        .endsWith("Try 'coracle-sandbox --help'.\n")
        .hasLineCount(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void takenPort_isOneLineAndCode1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int code = run(cluster -> {}, "--port=" + taken.getLocalPort());

      assertThat(code).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("error: ")
          .contains(":" + taken.getLocalPort())
          .hasLineCount(1);
    }
  }

  @Test
  void help_namesEveryOption() {
    int code = run(cluster -> {}, "--help");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains(
            "--nodes", "--zones", "--port", "--plan", "--manifests", "--kubeconfig", "--version");
  }

  @Test
  void version_namesKubernetes() {
    int code = run(cluster -> {}, "--version");

    assertThat(code).isZero();
    assertThat(out.toString()).contains("coracle-sandbox", "Kubernetes v1.36");
  }
}

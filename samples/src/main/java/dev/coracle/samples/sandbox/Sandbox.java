// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import dev.coracle.api.net.IpFamily;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.program.UnsupportedVolumes;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The sandbox server: a cluster to explore with kubectl, curl and dig, until Ctrl-C.
 *
 * <p>It ends with 0 when it is stopped, with 1 when it cannot start (a port is taken) and with 2
 * when its arguments are wrong.
 */
@Command(
    name = "coracle-sandbox",
    mixinStandardHelpOptions = true,
    versionProvider = SandboxVersion.class,
    description = "Runs a Kubernetes mini-cluster in this process until Ctrl-C.")
public final class Sandbox implements Callable<Integer> {

  @Option(
      names = "--nodes",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Number of nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--zones",
      paramLabel = "ZONE",
      split = ",",
      description = "Zones that the nodes are in by turns, such as a,b.")
  private List<String> zones = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the API server on 127.0.0.1; 0 is any free one (default).")
  private int port;

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description =
          "Where addresses really are: loopback, or virtual on ports of 127.0.0.1 (default: as this"
              + " machine allows).")
  private Optional<NetworkPlan> plan = Optional.empty();

  @Option(
      names = "--ip-families",
      paramLabel = "FAMILY",
      split = ",",
      description =
          "IP families of the cluster, the primary one first: IPv4, IPv6, or both (default: IPv4).")
  private List<IpFamily> ipFamilies = new ArrayList<>();

  @Option(
      names = "--manifests",
      paramLabel = "PATH",
      arity = "1..*",
      description = "YAML files or directories to apply, in this order; fixtures.yaml comes first.")
  private List<Path> manifests = List.of();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Where to write the kubeconfig (default: a temporary file).")
  private Optional<Path> kubeconfig = Optional.empty();

  @Option(
      names = "--api-only",
      description = "An API server alone: no controllers, nodes and network.")
  private boolean apiOnly;

  @Option(
      names = "--empty-volumes",
      description = "Mount empty directories where volumes are not implemented, such as claims.")
  private boolean emptyVolumes;

  @Spec private CommandSpec spec;

  private final Consumer<Cluster> serving;

  Sandbox(Consumer<Cluster> serving) {
    this.serving = serving;
  }

  public static void main(String[] args) {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  await(ended);
                }));
    int code = commandLine(new Sandbox(cluster -> await(asked))).execute(args);
    ended.countDown();
    System.exit(code);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static CommandLine commandLine(Sandbox sandbox) {
    return new CommandLine(sandbox)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, args) -> complain(e.getCommandLine(), e, 2))
        .setExecutionExceptionHandler((e, line, parsed) -> complain(line, e, 1));
  }

  private static int complain(CommandLine line, Exception e, int code) {
    String message = Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
    PrintWriter err = line.getErr();
    err.println("error: " + message.lines().findFirst().orElse(message));
    if (code == 2) {
      err.println("Try 'coracle-sandbox --help'.");
    }
    err.flush();
    return code;
  }

  @Override
  public Integer call() {
    List<Path> files = checked(() -> ManifestFiles.expand(manifests));
    try (KubeconfigFile file = checked(() -> KubeconfigFile.at(kubeconfig));
        Cluster cluster = checked(builder()::start)) {
      cluster.writeKubeconfig(file.path());
      PrintWriter out = spec.commandLine().getOut();
      files.forEach(manifest -> apply(cluster, manifest));
      out.print(
          apiOnly ? Welcome.textOfApi(cluster, file.path()) : Welcome.text(cluster, file.path()));
      out.flush();
      serving.accept(cluster);
    }
    return 0;
  }

  private ClusterBuilder builder() {
    ClusterBuilder builder =
        Cluster.builder().nodes(nodes).zones(zones.toArray(String[]::new)).port(port);
    plan.ifPresent(builder::plan);
    if (!ipFamilies.isEmpty()) {
      builder.ipFamilies(ipFamilies.toArray(IpFamily[]::new));
    }
    // A sandbox is for showing: what nobody has registered is to look alive.
    builder.standInsPassProbes();
    builder.nodePortsOnLocalhost(NodePortsOnLocalhost.WHERE_FREE);
    if (apiOnly) {
      builder.controlPlaneOnly();
    }
    return emptyVolumes ? builder.unsupportedVolumes(UnsupportedVolumes.EMPTY) : builder;
  }

  /** A manifest that is refused is told, as kubectl does, and the others are applied. */
  private void apply(Cluster cluster, Path manifest) {
    try {
      cluster.apply(manifest);
    } catch (RuntimeException e) {
      complain(spec.commandLine(), e, 1);
      for (Throwable other : e.getSuppressed()) {
        if (other instanceof RuntimeException another) {
          complain(spec.commandLine(), another, 1);
        }
      }
    }
  }

  private interface Step<T> {

    T run();
  }

  /** What a step finds wrong with its arguments is wrong with the command line. */
  private <T> T checked(Step<T> step) {
    try {
      return step.run();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

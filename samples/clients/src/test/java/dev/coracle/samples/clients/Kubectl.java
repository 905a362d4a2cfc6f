// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import dev.coracle.testing.Cluster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The kubectl of this machine: what the environment variable {@code KUBECTL} names, or else the
 * first one on the path.
 */
final class Kubectl {

  static final String ABSENT =
      "not tested: no kubectl on the PATH (the environment variable KUBECTL may name one)";

  private final Path program;
  private final Path home;

  private Kubectl(Path program, Path home) {
    this.program = program;
    this.home = home;
  }

  /** Where kubectl is, if anywhere. */
  static Optional<Path> find() {
    String named = System.getenv("KUBECTL");
    Stream<Path> candidates =
        named != null
            ? Stream.of(Path.of(named))
            : Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "kubectl"));
    return candidates.filter(Files::isExecutable).findFirst();
  }

  /** A kubectl for a cluster; its kubeconfig and caches are below {@code home}. */
  static Kubectl of(Path program, Cluster cluster, Path home) {
    cluster.writeKubeconfig(home.resolve("kubeconfig"));
    return new Kubectl(program, home);
  }

  /** What kubectl wrote, both streams together, and its exit code. */
  record Result(int exitCode, String output) {}

  Result run(List<String> arguments) {
    try {
      Path output = Files.createTempFile(home, "output", ".txt");
      int exitCode = run(arguments, output);
      return new Result(exitCode, Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts kubectl with its output in a file. */
  Process start(List<String> arguments, Path output) throws IOException {
    ProcessBuilder command = new ProcessBuilder(program.toString());
    command.command().addAll(arguments);
    command.directory(home.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    command.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    command.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
    command.environment().put("HOME", home.toString());
    return command.start();
  }

  private int run(List<String> arguments, Path output) throws IOException {
    Process process = start(arguments, output);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kubectl hangs: " + arguments + "\n" + Files.readString(output));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Splits a command line as a shell does where there are only words and single quotes. */
  static List<String> words(String line) {
    return Stream.of(line.split(" +(?=(?:[^']*'[^']*')*[^']*$)"))
        .map(word -> word.replace("'", ""))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.benchmark;

import dev.coracle.samples.Trust;
import dev.coracle.testing.Cluster;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One scenario in a JVM of its own, from its launch to its answer. */
final class ColdStart {

  private ColdStart() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "mock" -> Scenario.mockAnswers();
      case "java" -> Scenario.answer(Cluster.start());
      case "https" -> httpsAnswers();
      default -> throw new IllegalArgumentException("scenario: " + args[0]);
    }
    // The answer is what is measured: what has started need not be taken down.
    Runtime.getRuntime().halt(0);
  }

  private static void httpsAnswers() throws Exception {
    Cluster cluster = Cluster.start();
    Scenario.answer(cluster);
    HttpClient client = HttpClient.newBuilder().sslContext(Trust.authorityOf(cluster)).build();
    HttpRequest request =
        HttpRequest.newBuilder(cluster.httpsUrl().resolve("/api/v1/namespaces/default/pods"))
            .header("Authorization", "Bearer " + cluster.token())
            .build();
    int status = client.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IllegalStateException("status: " + status + " (expected: 200)");
    }
  }

  static double medianMillis(String scenario, int runs) throws Exception {
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long begin = System.nanoTime();
      launch(scenario);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return Scenario.median(millis);
  }

  /** How many classes the JVM has loaded when the scenario has its answer. */
  static long classes(String scenario) throws Exception {
    Path log = Files.createTempFile("classes", ".log");
    try {
      launch(scenario, "-Xlog:class+load:file=" + log);
      try (Stream<String> lines = Files.lines(log)) {
        return lines.filter(line -> line.contains(" source: ")).count();
      }
    } finally {
      Files.delete(log);
    }
  }

  private static void launch(String scenario, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ColdStart.class.getName(), scenario));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("scenario " + scenario + " did not end well");
    }
  }
}

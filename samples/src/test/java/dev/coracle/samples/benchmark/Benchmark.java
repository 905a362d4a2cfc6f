// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.benchmark;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Measures how fast clusters start and how many requests they answer, next to the mock server of
 * fabric8 in the same run, and prints a table. It is no test: it runs only when it is named.
 */
class Benchmark {

  private static final int COLD_RUNS = 5;
  private static final int WARM_RUNS = 20;
  private static final int OBJECTS = 1000;

  @Test
  void printTable() throws Exception {
    System.out.println("| what | Coracle | fabric8 mock server (CRUD) | times as fast |");
    System.out.println("|---|---|---|---|");
    coldStarts();
    warmStarts();
    requests();
    System.out.println(
        "¹ Nothing runs behind the mock: it stores the same manifest and reads it back.");
    System.out.printf(
        Locale.ROOT,
        "Until the first answer a JVM loads %d classes, %d with HTTPS; with the mock %d.%n",
        ColdStart.classes("java"),
        ColdStart.classes("https"),
        ColdStart.classes("mock"));
  }

  private static void coldStarts() throws Exception {
    double mock = ColdStart.medianMillis("mock", COLD_RUNS);
    double java = ColdStart.medianMillis("java", COLD_RUNS);
    double https = ColdStart.medianMillis("https", COLD_RUNS);
    row("new JVM to the first answer of 3 replicas through their ClusterIP¹", java, mock);
    row("the same, and the list of Pods over HTTPS¹", https, mock);
  }

  private static void warmStarts() throws Exception {
    double mock = Scenario.medianMillis(Scenario::mockAnswers, WARM_RUNS);
    double java = Scenario.medianMillis(Scenario::serviceAnswers, WARM_RUNS);
    row("second and later clusters in a warm JVM, closed again¹", java, mock);
  }

  private static void row(String what, double ours, double theirs) {
    print(what, "%.0f ms".formatted(ours), "%.0f ms".formatted(theirs), theirs / ours);
  }

  private static void requests() throws Exception {
    Throughput mock = Throughput.ofMock(OBJECTS);
    Throughput ours = Throughput.ofCluster(OBJECTS);
    rate("create over HTTP", ours.creates(), mock.creates());
    rate("get over HTTP", ours.gets(), mock.gets());
    rate("list of " + OBJECTS + " objects over HTTP", ours.lists(), mock.lists());
    rate("changes seen by a watch", ours.events(), mock.events());
  }

  private static void rate(String what, double ours, double theirs) {
    print(what, "%.0f/s".formatted(ours), "%.0f/s".formatted(theirs), ours / theirs);
  }

  private static void print(String what, String ours, String theirs, double ratio) {
    System.out.printf(Locale.ROOT, "| %s | %s | %s | %.1f |%n", what, ours, theirs, ratio);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions with kubectl, kept as transcripts: each command, and what it must answer. In an answer
 * {@code …} stands for any text within a line, a line of {@code …} alone for any lines, and the
 * last line {@code [1]} for an exit code other than 0.
 */
final class KubectlTest {

  private static final List<String> TRANSCRIPTS =
      List.of("objects", "rollout", "pods", "attach", "services", "nodes", "refusals", "manifests");

  private record Step(String command, String answer) {

    private static final Pattern READING =
        Pattern.compile("(-n \\w+ )?(get|describe|logs|events|api-resources|explain)\\b.*");

    /** Whether it only reads: then it is asked again until it answers so. */
    boolean reads() {
      return READING.matcher(command).matches();
    }

    String expression() {
      return Stream.of(oneSpace(answer).split("\n", -1))
          .map(line -> line.equals("…") ? "(?s:.*)" : expression(line) + "\\s*")
          .collect(Collectors.joining("\n?"));
    }

    private static String expression(String line) {
      return Stream.of(line.replace(" … ", " …").split("…", -1))
          .map(Pattern::quote)
          .collect(Collectors.joining(".*"));
    }
  }

  @TestFactory
  Stream<DynamicTest> transcripts(@TempDir Path home) {
    Optional<Path> kubectl = Kubectl.find();
    return kubectl.isEmpty()
        ? Stream.of(dynamicTest(Kubectl.ABSENT, () -> assertThat(kubectl).isEmpty()))
        : TRANSCRIPTS.stream()
            .map(name -> dynamicTest(name, () -> play(kubectl.orElseThrow(), home, name)));
  }

  private static void play(Path program, Path home, String name) throws IOException {
    try (Cluster cluster = Cluster.builder().nodes(2).start()) {
      Kubectl kubectl = Kubectl.of(program, cluster, Files.createDirectory(home.resolve(name)));
      Manifests.copyAll(home.resolve(name));
      for (Step step : steps(name)) {
        if (step.reads()) {
          await().pollInSameThread().untilAsserted(() -> play(kubectl, step));
        } else {
          play(kubectl, step);
        }
      }
    }
  }

  private static void play(Kubectl kubectl, Step step) {
    Kubectl.Result result = kubectl.run(Kubectl.words(step.command()));
    String answer =
        result.output().stripTrailing()
            + (result.exitCode() == 0 ? "" : "\n[" + result.exitCode() + "]");
    assertThat(oneSpace(withoutSkew(answer)))
        .as("kubectl " + step.command())
        .matches(step.expression());
  }

  private static String oneSpace(String text) {
    return text.replaceAll("[ \t]+", " ");
  }

  /** What kubectl says of its own version does not belong to an answer. */
  private static String withoutSkew(String answer) {
    return answer
        .lines()
        .filter(line -> !line.startsWith("WARNING: version difference"))
        .collect(Collectors.joining("\n"));
  }

  private static List<Step> steps(String name) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (String part : transcript(name).split("(?m)^\\$ kubectl ")) {
      if (!part.isBlank()) {
        int end = part.indexOf('\n');
        steps.add(new Step(part.substring(0, end), part.substring(end + 1).strip()));
      }
    }
    return steps;
  }

  private static String transcript(String name) throws IOException {
    try (InputStream in = KubectlTest.class.getResourceAsStream("kubectl/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show can be copied: it compiles, and the first example runs. */
class ReadmeTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("\\nclass (\\w+)");

  /** The test classes that the documents of test authors show with their imports. */
  static List<String> examples() {
    return Stream.of("README.md", "junit-extension/README.md")
        .map(ROOT::resolve)
        .flatMap(document -> blocks(document, "java"))
        .filter(code -> code.startsWith("import "))
        .toList();
  }

  private static Stream<String> blocks(Path document, String language) {
    try {
      return BLOCK
          .matcher(Files.readString(document))
          .results()
          .filter(block -> block.group(1).equals(language))
          .map(block -> block.group(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_compilesAsItStands(String code, @TempDir Path directory) throws IOException {
    assertThat(compile(code, directory)).isEmpty();
  }

  @Test
  void firstExample_runs(@TempDir Path directory) throws Exception {
    Path manifest = Files.createDirectories(directory.resolve("k8s")).resolve("orders.yaml");
    Files.writeString(
        manifest, blocks(ROOT.resolve("README.md"), "yaml").findFirst().orElseThrow());
    String code =
        examples().get(0).replace("Path.of(\"k8s/orders.yaml\")", "Path.of(\"" + manifest + "\")");
    assertThat(compile(code, directory)).isEmpty();

    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        Cluster cluster = Cluster.start()) {
      Class<?> type = loader.loadClass(nameOf(code));
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method test = type.getDeclaredMethod("orders_answerThroughTheirService", Cluster.class);
      test.setAccessible(true);
      test.invoke(constructor.newInstance(), cluster);

      assertThat(cluster.pods("service/orders")).hasSize(4);
    }
  }

  private static String nameOf(String code) {
    return CLASS
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow()
        .strip()
        .substring("class ".length());
  }

  /** What the compiler has to say of a class; nothing when all is well. */
  private static String compile(String code, Path directory) throws IOException {
    Matcher name = CLASS.matcher(code);
    assertThat(name.find()).isTrue();
    Path source = Files.writeString(directory.resolve(name.group(1) + ".java"), code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
      List<String> options =
          List.of(
              "-proc:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              directory.toString());
      compiler.getTask(said, files, null, options, null, sources).call();
    }
    return said.toString();
  }
}

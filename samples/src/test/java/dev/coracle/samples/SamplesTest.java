// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shown to be copied can be copied: samples use what is exported to everybody. */
class SamplesTest {

  private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("import (?:static )?(dev\\.coracle\\.[a-z.]+)\\.[A-Z]");

  @Test
  void samples_importWhatUsersMayImport() throws IOException {
    Set<String> exported = exported();

    List<Path> sources = sources(module("samples").resolve("src"));

    assertThat(exported).contains("dev.coracle.testing", "dev.coracle.program");
    assertThat(sources)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            file ->
                assertThat(imports(file))
                    .allMatch(
                        room -> room.startsWith("dev.coracle.samples") || exported.contains(room)));
  }

  /** The packages that the libraries export to all. */
  private static Set<String> exported() throws IOException {
    StringBuilder declarations = new StringBuilder();
    for (String name : List.of("api-server", "kubelet-sim", "netproxy", "junit-extension")) {
      declarations.append(text(module(name).resolve("src/main/java/module-info.java")));
    }
    // The assertions are a module by the name in their manifest only, which exports everything.
    return Stream.concat(
            EXPORT.matcher(declarations).results().map(found -> found.group(1)),
            Stream.of("dev.coracle.assertj"))
        .collect(Collectors.toSet());
  }

  private static List<String> imports(Path file) {
    return IMPORT.matcher(text(file)).results().map(found -> found.group(1)).toList();
  }

  private static List<Path> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static Path module(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("api-server"))) {
      root = root.getParent();
    }
    return root.resolve(name);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

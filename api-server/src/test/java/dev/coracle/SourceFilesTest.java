// SPDX-License-Identifier: Apache-2.0

package dev.coracle;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The size of files and rooms in every module: what can be read, and what in an afternoon. */
class SourceFilesTest {

  private static final int LONGEST_FILE = 600;
  private static final int MOST_FILES = 60;
  private static final List<String> MODULES =
      List.of("api-server", "kubelet-sim", "netproxy", "junit-extension", "samples");

  @Test
  void everyModule_isLookedAt() throws IOException {
    for (String module : MODULES) {
      assertThat(mainSources(module)).as(module).isNotEmpty();
    }
  }

  @Test
  void files_stayShortEnoughToRead() throws IOException {
    for (String module : MODULES) {
      assertThat(mainSources(module))
          .allSatisfy(
              file -> assertThat(lines(file)).as("lines").isLessThanOrEqualTo(LONGEST_FILE));
    }
  }

  @Test
  void rooms_haveFewEnoughFiles() throws IOException {
    for (String module : MODULES) {
      Map<Path, Long> rooms =
          mainSources(module).stream().collect(groupingBy(Path::getParent, counting()));
      assertThat(rooms)
          .allSatisfy((room, files) -> assertThat(files).isLessThanOrEqualTo(MOST_FILES));
    }
  }

  @Test
  void rooms_sayWhatTheyAre() throws IOException {
    for (String module : MODULES.subList(0, 4)) {
      assertThat(mainSources(module).stream().map(Path::getParent).distinct())
          .allSatisfy(room -> assertThat(room.resolve("package-info.java")).exists());
    }
  }

  private static List<Path> mainSources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .toList();
    }
  }

  /** The directory of all modules, wherever the tests are run from. */
  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("api-server"))) {
      root = root.getParent();
    }
    return root;
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

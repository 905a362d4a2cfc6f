// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The manifest files behind what a user names: files as they are, directories by what they hold.
 */
final class ManifestFiles {

  private static final String FIRST = "fixtures.yaml";

  private ManifestFiles() {}

  /**
   * The files to apply: those of a directory in the order of their names, and {@code fixtures.yaml}
   * before all others.
   *
   * @throws IllegalArgumentException when a path does not exist
   */
  static List<Path> expand(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    paths.forEach(path -> files.addAll(filesOf(path)));
    // A stable sort: the order is kept otherwise.
    files.sort(Comparator.comparing(file -> !file.endsWith(FIRST)));
    return files;
  }

  private static List<Path> filesOf(Path path) {
    if (Files.isDirectory(path)) {
      return manifestsIn(path);
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "manifests: " + path + " (expected: a readable file or directory)");
    }
    return List.of(path);
  }

  private static List<Path> manifestsIn(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(ManifestFiles::isManifest).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }
}

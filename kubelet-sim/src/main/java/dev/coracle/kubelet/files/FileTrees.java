// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done with a file or directory and all that is below it. */
public final class FileTrees {

  private FileTrees() {}

  /** Copies to a place that may be in another file system, where nothing is yet. */
  static void copy(Path from, Path to) throws IOException {
    for (Path source : below(from)) {
      String relative = from.relativize(source).toString();
      Path target = relative.isEmpty() ? to : to.resolve(relative);
      Files.copy(source, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /**
   * Copies what a volume shows of itself to where nothing is yet: files and directories, with what
   * links lead to in their place, and without the versions that they lead through.
   */
  public static void copyContent(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path source : all.toList()) {
        String relative = from.relativize(source).toString();
        if (relative.startsWith("..")) {
          continue;
        }
        Path target = relative.isEmpty() ? to : to.resolve(relative);
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
    }
  }

  public static void delete(Path root) throws IOException {
    for (Path file : below(root).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }

  private static List<Path> below(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.toList();
    }
  }
}

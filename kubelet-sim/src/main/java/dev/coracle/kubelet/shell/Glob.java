// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.ShellPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** File names that match a pattern. */
final class Glob {

  private Glob() {}

  /** The matching names, sorted; none if nothing matches. */
  static List<String> expand(Path directory, String pattern) {
    List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
    for (String segment : pattern.split("/")) {
      if (!segment.isEmpty()) {
        found = step(directory, found, segment);
      }
    }
    return pattern.endsWith("/") ? found.stream().map(name -> name + "/").toList() : found;
  }

  private static List<String> step(Path directory, List<String> parents, String segment) {
    var next = new ArrayList<String>();
    for (String parent : parents) {
      for (String name : names(directory.resolve(parent), segment)) {
        next.add(parent.isEmpty() || parent.endsWith("/") ? parent + name : parent + "/" + name);
      }
    }
    return next;
  }

  private static List<String> names(Path parent, String segment) {
    if (!segment.matches(".*(?<!\\\\)[*?\\[].*")) {
      String name = segment.replaceAll("\\\\(.)", "$1");
      boolean exists = Files.exists(parent.resolve(name), LinkOption.NOFOLLOW_LINKS);
      return exists ? List.of(name) : List.of();
    }
    Pattern regex = ShellPattern.compile(segment);
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> segment.startsWith(".") || !name.startsWith("."))
          .filter(name -> regex.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}

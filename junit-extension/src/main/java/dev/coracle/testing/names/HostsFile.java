// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file like {@code /etc/hosts}: what that says, then the names of a cluster that are not in it
 * already. Readers find it whole at any moment. It writes under its own lock.
 */
final class HostsFile {

  private final Path file;
  private final String namespace;

  private List<String> written = List.of();
  private boolean left;

  HostsFile(Path file, String namespace) {
    this.file = file.toAbsolutePath();
    this.namespace = namespace;
  }

  /** Writes nothing any more. */
  synchronized void leave() {
    left = true;
  }

  /**
   * Writes the names of the cluster, unless they are what they were. They are asked for here, under
   * the lock: who comes last must not write what was true before.
   */
  synchronized void write(Function<String, List<String>> known) throws IOException {
    List<String> names = known.apply(namespace);
    if (left || names.equals(written)) {
      return;
    }
    List<String> lines = new ArrayList<>(machine());
    Set<String> own = lines.stream().flatMap(HostsFile::names).collect(Collectors.toSet());
    lines.add("# the names of a cluster");
    names.stream().flatMap(line -> without(own, line).stream()).forEach(lines::add);
    Path next = Files.createTempFile(file.getParent(), "hosts", ".tmp");
    Files.write(next, lines, StandardCharsets.UTF_8);
    replace(next);
    written = List.copyOf(names);
  }

  private void replace(Path next) throws IOException {
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<String> machine() {
    Path known = systemFile();
    try (Stream<String> lines = Files.lines(known, StandardCharsets.ISO_8859_1)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of("127.0.0.1 localhost");
    }
  }

  private static Path systemFile() {
    return Optional.ofNullable(System.getenv("SystemRoot"))
        .map(windows -> Path.of(windows, "System32", "drivers", "etc", "hosts"))
        .filter(Files::exists)
        .orElse(Path.of("/etc/hosts"));
  }

  private static Stream<String> names(String line) {
    return Arrays.stream(line.split("#", 2)[0].strip().split("\\s+")).skip(1);
  }

  /** A line without names that are taken; empty where it had no others. */
  private static Optional<String> without(Set<String> taken, String line) {
    String names =
        names(line).filter(name -> !taken.contains(name)).collect(Collectors.joining(" "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(line.substring(0, line.indexOf(' ') + 1) + names);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

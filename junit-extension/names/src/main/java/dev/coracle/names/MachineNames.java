// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The names by which this machine is known to itself: no cluster takes them away. */
final class MachineNames implements Predicate<String> {

  private final String hostName;
  private final Path hosts;

  MachineNames(Optional<String> hostName, Path hosts) {
    this.hostName = hostName.orElse("localhost").toLowerCase(Locale.ROOT);
    this.hosts = hosts;
  }

  /** Where the system keeps names of its own. */
  static Path hostsFile() {
    return Optional.ofNullable(System.getenv("SystemRoot"))
        .map(windows -> Path.of(windows, "System32", "drivers", "etc", "hosts"))
        .filter(Files::exists)
        .orElse(Path.of("/etc/hosts"));
  }

  @Override
  public boolean test(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals(hostName)
        || isListed(name);
  }

  /** Read each time: it is asked about only where a cluster has the same name. */
  private boolean isListed(String name) {
    try (Stream<String> lines = Files.lines(hosts, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split("#", 2)[0].strip().split("\\s+"))
          .flatMap(fields -> Arrays.stream(fields).skip(1))
          .anyMatch(name::equalsIgnoreCase);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}

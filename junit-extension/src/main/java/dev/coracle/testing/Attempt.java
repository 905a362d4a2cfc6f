// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.testing.report.Reasons;
import dev.coracle.testing.report.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A condition of a test, tried again and again; remembers why it did not hold the last time. */
final class Attempt {

  private static final int WARNINGS = 3;
  private static final int REASONS = 30;

  private final Cluster cluster;
  private final Consumer<Cluster> assertions;
  private Optional<Throwable> last = Optional.empty();

  Attempt(Cluster cluster, Consumer<Cluster> assertions) {
    this.cluster = cluster;
    this.assertions = assertions;
  }

  boolean succeeds() {
    // A closed cluster will never be as wanted, and says so by itself.
    cluster.target();
    try {
      assertions.accept(cluster);
      return true;
    } catch (NeedsCoracleException never) {
      throw never;
    } catch (AssertionError | RuntimeException e) {
      last = Optional.of(e);
      return false;
    }
  }

  /** Says what was waited for, why it was not so, and what in the cluster may be the reason. */
  AssertionError failure(String what, String patience, boolean tellLast) {
    String why =
        last.filter(e -> tellLast || !(e instanceof AssertionError))
            .map(e -> ": " + e.getMessage())
            .orElse("");
    return new AssertionError(
        "not so after " + patience + ": " + what + why + state(), last.orElse(null));
  }

  private String state() {
    List<Missing> missing = cluster.target().missing(cluster.scope());
    List<Event> warnings = cluster.events().stream().filter(Event::isWarning).toList();
    Reasons reasons =
        new Reasons(Snapshot.of(cluster.client(), cluster.scope(), cluster.target().containers()));
    List<String> why =
        ReadyWait.findings(reasons, missing).flatMap(each -> each.lines().stream()).toList();
    return lines("not ready", missing.stream().filter(each -> !each.isOwned()).toList())
        + lines("because", why.subList(0, Math.min(REASONS, why.size())))
        + lines(
            "last warnings",
            warnings.subList(Math.max(0, warnings.size() - WARNINGS), warnings.size()));
  }

  private static String lines(String title, List<?> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "\n    " + line)
            .collect(Collectors.joining("", "\n  " + title + ":", ""));
  }
}

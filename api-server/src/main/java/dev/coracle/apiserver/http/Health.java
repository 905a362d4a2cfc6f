// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The answers about the health of the server: of all its checks or of one. A server that answers is
 * well, so each check passes.
 * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/server/healthz/healthz.go
 */
final class Health {

  private static final List<String> CHECKS = List.of("ping", "log", "etcd");
  private static final List<String> CHECKS_OF_READINESS =
      List.of("ping", "log", "etcd", "etcd-readiness", "informer-sync", "shutdown");

  private Health() {}

  static boolean isAbout(String path) {
    return path.matches("/(healthz|livez|readyz)(/.*)?");
  }

  /**
   * What is said of the checks below a path.
   *
   * @param excluded the names of checks that are not to be made
   * @return empty when there is no check of the name
   */
  static Optional<String> text(String path, boolean verbose, Collection<String> excluded) {
    String[] parts = path.substring(1).split("/", 2);
    List<String> checks = parts[0].equals("readyz") ? CHECKS_OF_READINESS : CHECKS;
    if (parts.length > 1) {
      return Optional.of("ok").filter(ok -> checks.contains(parts[1]));
    }
    return Optional.of(verbose ? verbose(parts[0], checks, excluded) : "ok");
  }

  private static String verbose(String name, List<String> checks, Collection<String> excluded) {
    StringBuilder text = new StringBuilder();
    for (String check : checks) {
      text.append("[+]")
          .append(check)
          .append(excluded.contains(check) ? " excluded: ok\n" : " ok\n");
    }
    List<String> unknown = new ArrayList<>();
    for (String check : excluded) {
      if (!checks.contains(check)) {
        unknown.add('"' + check + '"');
      }
    }
    if (!unknown.isEmpty()) {
      text.append("warn: some health checks cannot be excluded: no matches for ")
          .append(String.join(", ", unknown))
          .append('\n');
    }
    return text.append(name).append(" check passed\n").toString();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the server says of itself: version, health, kinds and their schemas. */
final class DiscoveryHandler {

  void handle(Exchange exchange) {
    String path = exchange.path();
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw ApiException.pageNotFound();
    }
    if (path.equals("/version") || path.equals("/version/")) {
      exchange.answer(200, version());
    } else if (path.matches("/(healthz|livez|readyz)(/.*)?")) {
      exchange.answer(200, "text/plain; charset=utf-8", health(exchange).getBytes(UTF_8));
    } else {
      throw ApiException.pageNotFound();
    }
  }

  private static String health(Exchange exchange) {
    String name = exchange.path().substring(1).split("/")[0];
    return exchange.queries().get("verbose") == null
        ? "ok"
        : "[+]ping ok\n" + name + " check passed\n";
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("emulationMajor", "1")
        .put("emulationMinor", "36")
        .put("minCompatibilityMajor", "1")
        .put("minCompatibilityMinor", "35")
        .put("gitVersion", "v1.36.0+coracle")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-04-22T00:00:00Z")
        .put("goVersion", "go1.26")
        .put("compiler", "gc")
        .put("platform", "linux/amd64");
  }
}

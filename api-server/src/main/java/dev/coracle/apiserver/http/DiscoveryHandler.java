// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.apiserver.discovery.Discovery;
import dev.coracle.apiserver.discovery.OpenApi;
import dev.coracle.apiserver.http.MediaTypes.Shape;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.schema.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.node.ObjectNode;

/** What the server says of itself: version, health, kinds and their schemas. */
final class DiscoveryHandler {

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final String OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2";
  private static final String OPENAPI_V2_PROTOBUF = OPENAPI_V2 + ".v1.0+protobuf";

  private final KindCatalogue catalogue;
  private volatile Published published;

  DiscoveryHandler(KindCatalogue catalogue) {
    this.catalogue = catalogue;
    this.published = new Published(catalogue.current());
  }

  /** The OpenAPI documents of some kinds: made when first asked for, and then the same for ever. */
  private record Published(Kinds kinds, Map<String, byte[]> documents) {
    Published(Kinds kinds) {
      this(kinds, new ConcurrentHashMap<>());
    }
  }

  private Published published() {
    Published newest = published;
    Kinds kinds = catalogue.current();
    if (newest.kinds() != kinds) {
      newest = new Published(kinds);
      published = newest;
    }
    return newest;
  }

  void handle(Exchange exchange, String path) {
    String plain = path.matches(".*[^/]/") ? path.substring(0, path.length() - 1) : path;
    if (Health.isAbout(plain)) {
      Health.text(plain, exchange.has("verbose"), exchange.queries().getValuesOrEmpty("exclude"))
          .ifPresentOrElse(text -> exchange.answer(200, text), exchange::answerNoSuchPath);
      return;
    }
    if (plain.matches("/|/version|/apis?(/.*)?|/openapi/.*")) {
      exchange.requireMethod(List.of("GET"));
    }
    if (plain.startsWith("/openapi/")) {
      openApi(exchange, plain);
    } else {
      discovery(exchange, plain);
    }
  }

  private void discovery(Exchange exchange, String path) {
    Discovery discovery = Discovery.of(catalogue.current().all());
    boolean aggregated = exchange.form().shape() == Shape.AGGREGATED_DISCOVERY;
    switch (path) {
      case "/version" -> exchange.answer(200, version());
      case "/" -> exchange.answer(200, paths());
      case "/api" -> {
        if (aggregated) {
          aggregated(exchange, discovery.aggregatedCore());
        } else {
          exchange.answer(200, discovery.coreVersions(exchange.authority()));
        }
      }
      case "/apis" -> {
        if (aggregated) {
          aggregated(exchange, discovery.aggregatedGroups());
        } else {
          exchange.answer(200, discovery.groups());
        }
      }
      default -> group(exchange, discovery, path.split("/"));
    }
  }

  private static void aggregated(Exchange exchange, ObjectNode document) {
    exchange.answer(200, AGGREGATED, Json.bytes(document));
  }

  private static void group(Exchange exchange, Discovery discovery, String[] parts) {
    Optional<ObjectNode> found = Optional.empty();
    boolean known = parts.length > 2 && parts[1].equals("api");
    if (known && parts.length == 3) {
      found = discovery.resources("", parts[2]);
    } else if (parts.length > 2 && parts[1].equals("apis")) {
      found = discovery.group(parts[2]);
      known = found.isPresent();
      if (parts.length > 3) {
        found = parts.length == 4 ? discovery.resources(parts[2], parts[3]) : Optional.empty();
      }
    }
    if (found.isPresent()) {
      send(exchange, found.get());
    } else if (known) {
      throw ApiException.pageNotFound();
    } else {
      exchange.answerNoSuchPath();
    }
  }

  private static void send(Exchange exchange, ObjectNode document) {
    Answers.send(exchange, 200, exchange.form().syntax(), Json.bytes(document));
  }

  private void openApi(Exchange exchange, String path) {
    if (path.equals("/openapi/v2") && exchange.header(HttpHeader.ACCEPT).contains(OPENAPI_V2)) {
      Published newest = published();
      byte[] document =
          newest
              .documents()
              .computeIfAbsent(OPENAPI_V2, form -> OpenApi.of(newest.kinds()).v2Protobuf());
      exchange.answer(200, OPENAPI_V2_PROTOBUF, document);
      return;
    }
    // Whoever takes nothing but protobuf could not read what comes.
    MediaTypes.Form unused = exchange.form();
    Published newest = published();
    byte[] document =
        newest.documents().computeIfAbsent(path, asked -> openApi(asked, newest.kinds()));
    exchange.answer(200, "application/json", document);
  }

  private static byte[] openApi(String path, Kinds kinds) {
    OpenApi documents = OpenApi.of(kinds);
    if (path.equals("/openapi/v3")) {
      return Json.bytes(documents.index());
    }
    if (path.equals("/openapi/v2")) {
      return Json.bytes(documents.v2());
    }
    String place = path.substring(Math.min(path.length(), "/openapi/v3/".length()));
    return Json.bytes(documents.v3(place).orElseThrow(ApiException::pageNotFound));
  }

  private ObjectNode paths() {
    ObjectNode paths = Json.object();
    var list = paths.putArray("paths").add("/api").add("/api/v1").add("/apis");
    catalogue.current().all().stream()
        .map(kind -> kind.type().apiVersion())
        .filter(version -> version.contains("/"))
        .distinct()
        .sorted()
        .forEach(version -> list.add("/apis/" + version));
    list.add("/healthz").add("/livez").add("/openapi/v2").add("/openapi/v3").add("/readyz");
    list.add("/version");
    return paths;
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

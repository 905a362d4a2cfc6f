// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API over HTTP: Coracle's own server, or any other that speaks Kubernetes. */
public final class HttpKubeClient implements KubeClient {

  private final HttpClient http;
  private final URI server;
  private final String token;

  /**
   * A client of the server at a URL.
   *
   * @param http with what TLS needs, where the URL is one of https
   * @param token the bearer token; empty for none
   */
  public HttpKubeClient(HttpClient http, URI server, String token) {
    this.http = http;
    this.server = server;
    this.token = token;
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return object(send("GET", path(type, key, subresource), "", BodyPublishers.noBody()));
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    String path = collection(type, options.namespace()) + query(listQuery(options));
    return list(type, tree(send("GET", path, "", BodyPublishers.noBody())));
  }

  private static KubeList list(ResourceType type, ObjectNode list) {
    List<KubeObject> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      ObjectNode object = (ObjectNode) item;
      object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
      items.add(KubeObject.of(object));
    }
    return new KubeList(
        items,
        Json.textAt(list, "metadata", "resourceVersion"),
        Json.textAt(list, "metadata", "continue"),
        Json.at(list, "metadata", "remainingItemCount").asLong(0));
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    String path = collection(type, object.namespace()) + query(writeQuery(options));
    return object(send("POST", path, "application/json", body(object)));
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    String path = path(type, key, options.subresource()) + query(writeQuery(options));
    return object(send("POST", path, "application/json", body(body)));
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    String path = path(type, object.key(), options.subresource()) + query(writeQuery(options));
    return object(send("PUT", path, "application/json", body(object)));
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    String path = path(type, key, options.subresource()) + query(writeQuery(options));
    HttpRequest.BodyPublisher body = BodyPublishers.ofByteArray(Json.bytes(patch.body()));
    return object(send("PATCH", path, patch.type().mediaType(), body));
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    KubeObject last = get(type, key);
    HttpRequest.BodyPublisher body = BodyPublishers.ofByteArray(Json.bytes(document(options)));
    KubeObject answer = object(send("DELETE", path(type, key, ""), "application/json", body));
    return answer.kind().equals("Status") ? last : answer;
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    String path = collection(type, selection.namespace()) + query(listQuery(selection));
    HttpRequest.BodyPublisher body = BodyPublishers.ofByteArray(Json.bytes(document(options)));
    return list(type, tree(send("DELETE", path, "application/json", body)));
  }

  private static ObjectNode document(DeleteOptions options) {
    ObjectNode body = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.gracePeriodSeconds().ifPresent(grace -> body.put("gracePeriodSeconds", grace));
    switch (options.propagation()) {
      case BACKGROUND -> body.put("propagationPolicy", "Background");
      case FOREGROUND -> body.put("propagationPolicy", "Foreground");
      case ORPHAN -> body.put("propagationPolicy", "Orphan");
      case DEFAULT -> {}
    }
    if (!options.uid().isEmpty()) {
      Json.objectAt(body, "preconditions").put("uid", options.uid());
    }
    if (!options.resourceVersion().isEmpty()) {
      Json.objectAt(body, "preconditions").put("resourceVersion", options.resourceVersion());
    }
    if (options.dryRun()) {
      body.putArray("dryRun").add("All");
    }
    return body;
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    List<String> query = selectors(options.labels(), options.fields());
    query.add("watch=true");
    add(query, "resourceVersion", options.resourceVersion());
    if (options.bookmarks()) {
      query.add("allowWatchBookmarks=true");
    }
    if (options.sendInitialEvents()) {
      query.add("sendInitialEvents=true");
      query.add("resourceVersionMatch=NotOlderThan");
    }
    if (!options.timeout().isZero()) {
      query.add("timeoutSeconds=" + options.timeout().toSeconds());
    }
    HttpRequest request =
        request(collection(type, options.namespace()) + query(query)).GET().build();
    return HttpWatch.open(http, request, wake);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(server + path)).header("Accept", "application/json");
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private byte[] send(
      String method, String path, String contentType, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder builder = request(path).method(method, body);
    if (!contentType.isEmpty()) {
      builder.header("Content-Type", contentType);
    }
    try {
      HttpResponse<byte[]> response = http.send(builder.build(), BodyHandlers.ofByteArray());
      if (response.statusCode() >= 300) {
        throw refusal(response.statusCode(), response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw ApiException.unavailable("cannot reach " + server + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted while waiting for " + server);
    }
  }

  static ApiException refusal(int code, byte[] body) {
    try {
      return ApiException.of(Json.parseObject(body));
    } catch (IllegalArgumentException | JacksonException e) {
      return ApiException.of(code, "", new String(body, UTF_8));
    }
  }

  private static HttpRequest.BodyPublisher body(KubeObject object) {
    return BodyPublishers.ofByteArray(object.bytes());
  }

  private static KubeObject object(byte[] body) {
    return KubeObject.of(tree(body));
  }

  private static ObjectNode tree(byte[] body) {
    return Json.parseObject(body);
  }

  private static String collection(ResourceType type, String namespace) {
    String prefix =
        type.group().isEmpty()
            ? "/api/" + type.version()
            : "/apis/" + type.group() + "/" + type.version();
    String scope = type.namespaced() && !namespace.isEmpty() ? "/namespaces/" + namespace : "";
    return prefix + scope + "/" + type.plural();
  }

  private static String path(ResourceType type, ObjectKey key, String subresource) {
    return collection(type, key.namespace())
        + "/"
        + URLEncoder.encode(key.name(), UTF_8)
        + (subresource.isEmpty() ? "" : "/" + subresource);
  }

  private static List<String> listQuery(ListOptions options) {
    List<String> query = selectors(options.labels(), options.fields());
    if (options.limit() > 0) {
      query.add("limit=" + options.limit());
    }
    add(query, "continue", options.continueToken());
    add(query, "resourceVersion", options.resourceVersion());
    add(query, "resourceVersionMatch", options.resourceVersionMatch());
    return query;
  }

  private static List<String> writeQuery(WriteOptions options) {
    List<String> query = new ArrayList<>();
    if (options.dryRun()) {
      query.add("dryRun=All");
    }
    add(query, "fieldManager", options.fieldManager());
    query.add(
        "fieldValidation="
            + switch (options.fieldValidation()) {
              case STRICT -> "Strict";
              case WARN -> "Warn";
              case IGNORE -> "Ignore";
            });
    return query;
  }

  private static List<String> selectors(Selector labels, FieldSelector fields) {
    List<String> query = new ArrayList<>();
    add(query, "labelSelector", labels.toString());
    add(query, "fieldSelector", fields.toString());
    return query;
  }

  private static void add(List<String> query, String name, String value) {
    if (!value.isEmpty()) {
      query.add(name + "=" + URLEncoder.encode(value, UTF_8));
    }
  }

  private static String query(List<String> parts) {
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}

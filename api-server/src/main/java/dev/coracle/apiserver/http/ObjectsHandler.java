// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests about objects: a method and a path become a call of the pipeline. */
final class ObjectsHandler {

  private static final Map<String, String> VERBS_OF_ALL =
      Map.of("list", "GET", "create", "POST", "deletecollection", "DELETE");
  private static final Map<String, String> VERBS_OF_ONE =
      Map.of("get", "GET", "create", "POST", "update", "PUT", "patch", "PATCH", "delete", "DELETE");

  private final RequestPipeline pipeline;
  private final Kinds kinds;
  private final Registry registry;
  private final Time time;
  private final WatchHandler watches;
  private final ConnectHandler connections;

  ObjectsHandler(
      RequestPipeline pipeline,
      Kinds kinds,
      Registry registry,
      Time time,
      WatchHandler watches,
      ConnectHandler connections) {
    this.pipeline = pipeline;
    this.kinds = kinds;
    this.registry = registry;
    this.time = time;
    this.watches = watches;
    this.connections = connections;
  }

  void handle(Exchange exchange, RequestPath.Objects path) {
    Kind kind =
        kinds
            .byResource(path.group(), path.version(), path.plural())
            .orElseThrow(() -> notServed(path));
    requireScope(kind.type(), path);
    exchange.requireMethod(methods(kind, path));
    if (exchange.method().equals("GET")) {
      registry.strategy(kind.type()).readWarnings().forEach(exchange::warn);
    }
    if (connections.takes(path)) {
      connections.handle(exchange, kind.type(), path);
      return;
    }
    requireAnswerable(exchange, kind.type());
    if (path.name().isEmpty()) {
      collection(exchange, kind, path);
    } else {
      single(exchange, kind, path);
    }
  }

  private static ApiException notServed(RequestPath.Objects path) {
    String part = path.subresource().isEmpty() ? "" : "/" + path.subresource();
    String name = path.plural() + part + (path.group().isEmpty() ? "" : "." + path.group());
    return ApiException.response(
        404,
        "NotFound",
        "the server could not find the requested resource ("
            + name
            + " of version "
            + path.version()
            + " is not served by Coracle)");
  }

  /** The methods that a path takes, by the verbs of its kind. */
  private static Set<String> methods(Kind kind, RequestPath.Objects path) {
    Map<String, String> verbs = path.name().isEmpty() ? VERBS_OF_ALL : VERBS_OF_ONE;
    Set<String> methods = new TreeSet<>();
    for (String verb : verbs(kind, path)) {
      Optional.ofNullable(verbs.get(verb)).ifPresent(methods::add);
    }
    if (path.subresource().isEmpty() && !path.name().isEmpty()) {
      methods.remove("POST");
    }
    if (path.subresource().equals("proxy")) {
      methods.addAll(Set.of("HEAD", "OPTIONS"));
    }
    return methods;
  }

  private static List<String> verbs(Kind kind, RequestPath.Objects path) {
    return path.subresource().isEmpty()
        ? kind.verbs()
        : kind.subresource(path.subresource()).orElseThrow(() -> notServed(path)).verbs();
  }

  /** Refuses what cannot be answered before anything is done. */
  private void requireAnswerable(Exchange exchange, ResourceType type) {
    if (exchange.form().shape() == MediaTypes.Shape.TABLE) {
      tables(exchange, type);
    }
  }

  /** Refuses a namespaced path to a cluster-scoped kind, or one object without its namespace. */
  private static void requireScope(ResourceType type, RequestPath.Objects path) {
    boolean inNamespace = !path.namespace().isEmpty();
    boolean wrong = type.namespaced() ? !inNamespace && !path.name().isEmpty() : inNamespace;
    boolean tooLong = !path.rest().isEmpty() && !path.subresource().equals("proxy");
    if (wrong || tooLong) {
      throw ApiException.pageNotFound();
    }
  }

  private void collection(Exchange exchange, Kind kind, RequestPath.Objects path) {
    ResourceType type = kind.type();
    switch (exchange.method()) {
      case "GET" -> {
        if (path.watch() || exchange.flag("watch")) {
          watch(exchange, type, path);
        } else {
          list(exchange, type, path.namespace());
        }
      }
      case "POST" -> create(exchange, kind, path);
      default -> deleteCollection(exchange, type, path.namespace());
    }
  }

  private void single(Exchange exchange, Kind kind, RequestPath.Objects path) {
    ResourceType type = kind.type();
    switch (exchange.method()) {
      case "GET" -> {
        if (path.watch() || exchange.flag("watch")) {
          watch(exchange, type, path);
        } else {
          pipeline.requireRevision(exchange.query("resourceVersion"));
          KubeObject found = pipeline.get(exchange.call(), type, key(path), path.subresource());
          answer(exchange, 200, type, found);
        }
      }
      case "PUT" -> update(exchange, kind, path);
      case "PATCH" -> patch(exchange, type, path);
      case "POST" -> createSubresource(exchange, kind, path);
      default -> delete(exchange, type, path);
    }
  }

  private void watch(Exchange exchange, ResourceType type, RequestPath.Objects path) {
    // Only the first of many tables has headings.
    AtomicBoolean headings = new AtomicBoolean(true);
    watches.handle(
        exchange,
        type,
        QueryOptions.watch(exchange, path.namespace(), path.name(), pipeline.revision()),
        object -> shaped(exchange, type, object, headings.getAndSet(false)));
  }

  private void list(Exchange exchange, ResourceType type, String namespace) {
    KubeList list = pipeline.list(exchange.call(), type, QueryOptions.list(exchange, namespace));
    MediaTypes.Form form = exchange.form();
    byte[] body =
        switch (form.shape()) {
          case TABLE -> Json.bytes(tables(exchange, type).of(list));
          case PARTIAL -> Json.bytes(Documents.partialList(list));
          default -> Documents.list(type, list);
        };
    Answers.send(exchange, 200, form.syntax(), body);
  }

  private void create(Exchange exchange, Kind kind, RequestPath.Objects path) {
    Decoded body = Bodies.object(exchange, kind);
    KubeObject created =
        pipeline.create(
            exchange.call(),
            kind.type(),
            kind.type().namespaced() && path.namespace().isEmpty()
                ? Json.textAt(body.object(), "metadata", "namespace")
                : path.namespace(),
            body,
            QueryOptions.write(exchange, ""));
    answer(exchange, 201, kind.type(), created);
  }

  private void update(Exchange exchange, Kind kind, RequestPath.Objects path) {
    Kind sent = sentTo(kind, path.subresource());
    RequestPipeline.Written written =
        pipeline.update(
            exchange.call(),
            kind.type(),
            key(path),
            Bodies.object(exchange, sent),
            QueryOptions.write(exchange, path.subresource()));
    answer(exchange, written.created() ? 201 : 200, kind.type(), written.object());
  }

  private void patch(Exchange exchange, ResourceType type, RequestPath.Objects path) {
    KubeObject patched =
        pipeline.patch(
            exchange.call(),
            type,
            key(path),
            Bodies.patch(exchange),
            QueryOptions.write(exchange, path.subresource()));
    answer(exchange, 200, type, patched);
  }

  private void createSubresource(Exchange exchange, Kind kind, RequestPath.Objects path) {
    Decoded body = Bodies.object(exchange, sentTo(kind, path.subresource()));
    KubeObject made =
        pipeline.createSubresource(
            exchange.call(),
            kind.type(),
            key(path),
            path.subresource(),
            body.object(),
            QueryOptions.write(exchange, "").dryRun());
    answer(exchange, 201, kind.type(), made);
  }

  private Kind sentTo(Kind kind, String subresource) {
    if (subresource.isEmpty()) {
      return kind;
    }
    return kind.subresource(subresource)
        .flatMap(sub -> kinds.byKind(sub.apiVersion(), sub.kind()))
        .orElseThrow(ApiException::pageNotFound);
  }

  private void delete(Exchange exchange, ResourceType type, RequestPath.Objects path) {
    RequestPipeline.Deletion deletion =
        pipeline.delete(exchange.call(), type, key(path), deleteOptions(exchange));
    if (deletion.gone() && !registry.strategy(type).returnsDeletedObject()) {
      byte[] status = Json.bytes(Documents.deleted(type, deletion.object()));
      Answers.send(exchange, 200, exchange.form().syntax(), status);
    } else {
      answer(exchange, 200, type, deletion.object());
    }
  }

  private void deleteCollection(Exchange exchange, ResourceType type, String namespace) {
    DeleteOptions options = deleteOptions(exchange);
    ListOptions selection = QueryOptions.list(exchange, namespace);
    KubeList deleted = pipeline.deleteCollection(exchange.call(), type, selection, options);
    Answers.send(exchange, 200, exchange.form().syntax(), Documents.list(type, deleted));
  }

  private DeleteOptions deleteOptions(Exchange exchange) {
    byte[] body = exchange.body();
    if (body.length == 0) {
      return QueryOptions.delete(exchange);
    }
    Kind kind = kinds.byKind("v1", "DeleteOptions").orElseThrow();
    try {
      return QueryOptions.delete(BodyDecoder.decode(body, Bodies.format(exchange), kind).object());
    } catch (DecodeException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private void answer(Exchange exchange, int code, ResourceType type, KubeObject object) {
    Answers.send(exchange, code, exchange.form().syntax(), shaped(exchange, type, object, true));
  }

  private byte[] shaped(Exchange exchange, ResourceType type, KubeObject object, boolean headings) {
    return switch (exchange.form().shape()) {
      case TABLE ->
          object.kind().equals("Status")
              ? object.bytes()
              : Json.bytes(tables(exchange, type).of(object, headings));
      case PARTIAL ->
          object.kind().equals("Status") ? object.bytes() : Json.bytes(Documents.partial(object));
      default -> object.bytes();
    };
  }

  private Tables tables(Exchange exchange, ResourceType type) {
    return new Tables(registry.columns(type), exchange.query("includeObject"), time.now());
  }

  private static ObjectKey key(RequestPath.Objects path) {
    return new ObjectKey(path.namespace(), path.name());
  }
}

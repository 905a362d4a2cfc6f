// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.registry.DeleteOptionsDocument;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.schema.Kinds;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** Requests about objects: a method and a path become a call of the pipeline. */
final class ObjectsHandler {

  private static final Map<String, String> VERBS_OF_ALL =
      Map.of("list", "GET", "create", "POST", "deletecollection", "DELETE");
  private static final Map<String, String> VERBS_OF_ONE =
      Map.of("get", "GET", "create", "POST", "update", "PUT", "patch", "PATCH", "delete", "DELETE");

  private final RequestPipeline pipeline;
  private final KindCatalogue catalogue;
  private final Registry registry;
  private final Time time;
  private final WatchHandler watches;
  private final ConnectHandler connections;

  ObjectsHandler(
      RequestPipeline pipeline,
      KindCatalogue catalogue,
      Registry registry,
      Time time,
      WatchHandler watches,
      ConnectHandler connections) {
    this.pipeline = pipeline;
    this.catalogue = catalogue;
    this.registry = registry;
    this.time = time;
    this.watches = watches;
    this.connections = connections;
  }

  void handle(Exchange exchange, RequestPath.Objects path, RequestInfo info) {
    pipeline.authorize(info);
    if (NoDefinitions.isAsked(exchange, path)) {
      exchange.answer(200, NoDefinitions.list(pipeline.revision()));
      return;
    }
    Kinds kinds = catalogue.current();
    Optional<Kind> found = kinds.byResource(path.group(), path.version(), path.plural());
    if (found.isPresent()) {
      handle(exchange, path, info, found.get());
    } else if (Unserved.isOfNoGroup(path, kinds)) {
      exchange.answerNoSuchPath();
    } else {
      throw Unserved.refusal(path);
    }
  }

  private void handle(Exchange exchange, RequestPath.Objects path, RequestInfo info, Kind kind) {
    Optional<Way> way = way(kind, path);
    boolean proxied = way.equals(Optional.of(Way.PROXY));
    requireScope(kind.type(), path, proxied);
    exchange.requireMethod(methods(kind, path, proxied));
    registry.strategy(kind).deprecations().forEach(exchange::warn);
    Call call = Call.of(info, kind.type(), exchange::warn);
    if (way.isPresent()) {
      connections.handle(exchange, call, path, way.get());
      return;
    }
    requireAnswerable(exchange, kind);
    if (path.name().isEmpty()) {
      collection(exchange, kind, call, path);
    } else {
      single(exchange, kind, call, path);
    }
  }

  /** In which way the path connects to what runs on a node; empty where it does not. */
  private Optional<Way> way(Kind kind, RequestPath.Objects path) {
    return path.subresource().isEmpty()
            || !(registry.strategy(kind).subresource(path.subresource()).orElse(null)
                instanceof SubresourceStrategy.Connection connection)
        ? Optional.empty()
        : Optional.of(connection.way());
  }

  /** What a request is called where access is granted. */
  static String verb(Exchange exchange, RequestPath.Objects path) {
    boolean all = path.name().isEmpty();
    return switch (exchange.method()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> all ? "deletecollection" : "delete";
      default -> {
        boolean watch = path.watch() || exchange.flag("watch");
        yield watch ? "watch" : all ? "list" : "get";
      }
    };
  }

  /** The methods that a path takes, by the verbs of its kind. */
  private static Set<String> methods(Kind kind, RequestPath.Objects path, boolean proxied) {
    Map<String, String> verbs = path.name().isEmpty() ? VERBS_OF_ALL : VERBS_OF_ONE;
    Set<String> methods = new TreeSet<>();
    for (String verb : verbs(kind, path)) {
      Optional.ofNullable(verbs.get(verb)).ifPresent(methods::add);
    }
    if (path.subresource().isEmpty() && !path.name().isEmpty()) {
      methods.remove("POST");
    }
    if (proxied) {
      methods.addAll(Set.of("HEAD", "OPTIONS"));
    }
    return methods;
  }

  private static List<String> verbs(Kind kind, RequestPath.Objects path) {
    return path.subresource().isEmpty()
        ? kind.verbs()
        : kind.subresource(path.subresource()).orElseThrow(() -> Unserved.refusal(path)).verbs();
  }

  /** Refuses what cannot be answered before anything is done. */
  private void requireAnswerable(Exchange exchange, Kind kind) {
    if (exchange.form().shape() == MediaTypes.Shape.TABLE) {
      tables(exchange, kind);
    }
  }

  /** Refuses to send as one object what is a list, and the other way about. */
  private static void requireShape(Exchange exchange, Kind kind, boolean list) {
    MediaTypes.Shape wrong = list ? MediaTypes.Shape.PARTIAL : MediaTypes.Shape.PARTIAL_LIST;
    if (exchange.form().shape() == wrong) {
      String group = kind.type().group();
      throw ApiException.of(
          406,
          "NotAcceptable",
          "you requested PartialObjectMetadata"
              + (list ? "" : "List")
              + ", but the requested object is "
              + (list ? "a list" : "not a list")
              + " (*"
              + (group.isEmpty() ? "core" : group.split("\\.")[0])
              + "."
              + kind.type().kind()
              + (list ? "List" : "")
              + ")");
    }
  }

  /** Refuses a namespaced path to a cluster-scoped kind, or one object without its namespace. */
  private static void requireScope(ResourceType type, RequestPath.Objects path, boolean proxied) {
    boolean inNamespace = !path.namespace().isEmpty();
    boolean wrong = type.namespaced() ? !inNamespace && !path.name().isEmpty() : inNamespace;
    boolean tooLong = !path.rest().isEmpty() && !proxied;
    if (wrong || tooLong) {
      throw ApiException.pageNotFound();
    }
  }

  private void collection(Exchange exchange, Kind kind, Call call, RequestPath.Objects path) {
    switch (exchange.method()) {
      case "GET" -> {
        if (path.watch() || exchange.flag("watch")) {
          watch(exchange, kind, call, path);
        } else {
          list(exchange, kind, call);
        }
      }
      case "POST" -> create(exchange, kind, call);
      default -> deleteCollection(exchange, kind, call);
    }
  }

  private void single(Exchange exchange, Kind kind, Call call, RequestPath.Objects path) {
    switch (exchange.method()) {
      case "GET" -> {
        if (path.watch() || exchange.flag("watch")) {
          watch(exchange, kind, call, path);
        } else {
          pipeline.requireRevision(exchange.query("resourceVersion"));
          answer(exchange, 200, kind, pipeline.get(call));
        }
      }
      case "PUT" -> update(exchange, kind, call);
      case "PATCH" -> patch(exchange, kind, call);
      case "POST" -> createSubresource(exchange, kind, call);
      default -> delete(exchange, kind, call);
    }
  }

  private void watch(Exchange exchange, Kind kind, Call call, RequestPath.Objects path) {
    requireShape(exchange, kind, false);
    // Only the first of many tables has headings.
    AtomicBoolean headings = new AtomicBoolean(true);
    watches.handle(
        exchange,
        call,
        QueryOptions.watch(exchange, path.namespace(), path.name(), pipeline.revision()),
        object -> shaped(exchange, kind, object, headings.getAndSet(false)));
  }

  private void list(Exchange exchange, Kind kind, Call call) {
    requireShape(exchange, kind, true);
    KubeList list = pipeline.list(call, QueryOptions.list(exchange, call.key().namespace()));
    MediaTypes.Form form = exchange.form();
    ByteBuffer body =
        switch (form.shape()) {
          case TABLE -> ByteBuffer.wrap(Json.bytes(tables(exchange, kind).of(list)));
          case PARTIAL_LIST -> ByteBuffer.wrap(Json.bytes(Documents.partialList(list)));
          default -> Documents.list(kind, list);
        };
    Answers.send(exchange, 200, form.syntax(), body);
  }

  private void create(Exchange exchange, Kind kind, Call call) {
    Decoded body = Bodies.object(exchange, catalogue.current(), kind);
    boolean inBody = kind.type().namespaced() && call.key().namespace().isEmpty();
    String namespace =
        inBody ? Json.textAt(body.object(), "metadata", "namespace") : call.key().namespace();
    Call one = call.about(new ObjectKey(namespace, "")).with(QueryOptions.write(exchange, call));
    answer(exchange, 201, kind, pipeline.create(one, body));
  }

  private void update(Exchange exchange, Kind kind, Call call) {
    Decoded body = Bodies.object(exchange, catalogue.current(), sentTo(kind, call.subresource()));
    RequestPipeline.Written written = pipeline.update(withOptions(exchange, call), body);
    answer(exchange, written.created() ? 201 : 200, kind, written.object());
  }

  private void patch(Exchange exchange, Kind kind, Call call) {
    Patch patch = Bodies.patch(exchange);
    answer(exchange, 200, kind, pipeline.patch(withOptions(exchange, call), patch));
  }

  private void createSubresource(Exchange exchange, Kind kind, Call call) {
    Decoded body = Bodies.object(exchange, catalogue.current(), sentTo(kind, call.subresource()));
    KubeObject made = pipeline.createSubresource(withOptions(exchange, call), body);
    answer(exchange, 201, kind, made);
  }

  private static Call withOptions(Exchange exchange, Call call) {
    return call.with(QueryOptions.write(exchange, call));
  }

  private Kind sentTo(Kind kind, String subresource) {
    if (subresource.isEmpty()) {
      return kind;
    }
    return kind.subresource(subresource)
        .flatMap(catalogue.current()::sentTo)
        .orElseThrow(ApiException::pageNotFound);
  }

  private void delete(Exchange exchange, Kind kind, Call call) {
    RequestPipeline.Deletion deletion = pipeline.delete(call, deleteOptions(exchange));
    if (deletion.gone() && !registry.strategy(kind).returnsDeletedObject()) {
      byte[] status = Json.bytes(Documents.deleted(kind.type(), deletion.object()));
      Answers.send(exchange, 200, exchange.form().syntax(), status);
    } else {
      answer(exchange, 200, kind, deletion.object());
    }
  }

  private void deleteCollection(Exchange exchange, Kind kind, Call call) {
    DeleteOptions options = deleteOptions(exchange);
    ListOptions selection = QueryOptions.list(exchange, call.key().namespace());
    KubeList deleted = pipeline.deleteCollection(call, selection, options);
    Answers.send(exchange, 200, exchange.form().syntax(), Documents.list(kind, deleted));
  }

  private DeleteOptions deleteOptions(Exchange exchange) {
    byte[] body = exchange.body();
    if (body.length == 0) {
      return QueryOptions.delete(exchange);
    }
    Kinds kinds = catalogue.current();
    Kind kind = kinds.byKind("v1", "DeleteOptions").orElseThrow();
    try {
      BodyDecoder decoder = new BodyDecoder(kinds);
      return DeleteOptionsDocument.read(
          decoder.decode(body, Bodies.format(exchange), kind).object());
    } catch (DecodeException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private void answer(Exchange exchange, int code, Kind kind, KubeObject object) {
    Answers.send(exchange, code, exchange.form().syntax(), shaped(exchange, kind, object, true));
  }

  private ByteBuffer shaped(Exchange exchange, Kind kind, KubeObject object, boolean headings) {
    MediaTypes.Shape shape = exchange.form().shape();
    if (object.kind().equals("Status")) {
      return object.json();
    }
    requireShape(exchange, kind, false);
    if (shape != MediaTypes.Shape.TABLE && shape != MediaTypes.Shape.PARTIAL) {
      return object.json();
    }
    ObjectNode shaped =
        shape == MediaTypes.Shape.TABLE
            ? tables(exchange, kind).of(object, headings)
            : Documents.partial(object);
    return ByteBuffer.wrap(Json.bytes(shaped));
  }

  private Tables tables(Exchange exchange, Kind kind) {
    return new Tables(registry.columns(kind), exchange.query("includeObject"), time.now());
  }
}

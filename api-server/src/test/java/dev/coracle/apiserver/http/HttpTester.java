// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.admission.Admitters;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.builtin.BuiltInKinds;
import dev.coracle.apiserver.builtin.BuiltInStrategies;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.store.ObjectStore;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * The listeners of an API server, with its store at hand, and a client that sends what it is told.
 */
final class HttpTester implements AutoCloseable {

  static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** One answer. */
  record Answer(int code, HttpResponse<byte[]> response) {

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return new String(response.body(), UTF_8);
    }

    JsonNode json() {
      return Json.parse(response.body());
    }

    String message() {
      return json().path("message").asString("");
    }
  }

  private final ObjectStore store = new ObjectStore(64 << 20);
  private final RequestPipeline pipeline;
  private final ApiListeners listeners;

  HttpTester(Time time) {
    this(time, Authorizer.AUTHENTICATED);
  }

  HttpTester(Time time, Authorizer authorizer) {
    this(time, authorizer, Admitters.NONE);
  }

  HttpTester(Time time, Authorizer authorizer, Admitters admitters) {
    KindCatalogue catalogue = new KindCatalogue(BuiltInKinds.kinds());
    Random random = new Random(1);
    Registry registry =
        BuiltInStrategies.registry(new RegistryOptions("10.96.0.0/16", "", "30000-32767", random));
    pipeline = new RequestPipeline(store, catalogue, registry, authorizer, admitters, time, random);
    listeners = new ApiListeners(pipeline, catalogue, registry, time, 0, List.of());
    client().create(ResourceType.NAMESPACES, namespace("default"));
  }

  private static KubeObject namespace(String name) {
    return KubeObject.of(ResourceType.NAMESPACES, ObjectKey.cluster(name));
  }

  KubeClient client() {
    return pipeline.client(User.master("tester"));
  }

  ApiListeners listeners() {
    return listeners;
  }

  /** How many watches of a kind are open. */
  int watchers(ResourceType type) {
    return store.log(type).watchers();
  }

  /** Waits until no watch of a kind is open, doing something in between that may end it. */
  void awaitNoWatchers(ResourceType type, Runnable meanwhile) {
    long deadline = SystemTime.nanos() + TimeUnit.SECONDS.toNanos(10);
    while (watchers(type) > 0 && SystemTime.nanos() < deadline) {
      meanwhile.run();
      Thread.onSpinWait();
    }
    assertThat(watchers(type)).as("open watches").isZero();
  }

  KubeObject createConfigMap(String name, String text) {
    return client()
        .create(
            ResourceType.CONFIG_MAPS,
            KubeObject.of(ResourceType.CONFIG_MAPS, ObjectKey.of("default", name))
                .edit(tree -> Json.objectAt(tree, "data").put("text", text)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(listeners.httpUrl() + path))
        .header("Authorization", "Bearer " + listeners.adminToken());
  }

  static Answer send(HttpRequest request) {
    return send(HTTP, request);
  }

  static Answer send(HttpClient http, HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  /** A connection on which a request has been written. */
  Socket raw(String method, String path, String... headers) throws IOException {
    URI url = listeners.httpUrl();
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(10_000);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    head.append("Authorization: Bearer ").append(listeners.adminToken()).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    socket.getOutputStream().write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    return socket;
  }

  @Override
  public void close() {
    listeners.close();
  }
}

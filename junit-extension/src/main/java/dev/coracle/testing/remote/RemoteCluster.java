// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.ApiException;
import dev.coracle.api.HttpKubeClient;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.Manifest;
import dev.coracle.apiserver.ServedApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * A cluster that somebody else runs, reached through its API server alone.
 *
 * <p>What is made through {@link #api} is deleted when it is closed.
 */
public final class RemoteCluster implements AutoCloseable {

  private final Kubeconfig config;
  private final RemoteHttp http;
  private final OwnObjects client;
  private final RemoteApi api;
  private final Routes routes;
  private final LocalDoor proxy;
  private final Time time;
  private final Map<String, LocalDoor> doors = new ConcurrentHashMap<>();

  private RemoteCluster(Kubeconfig config, Time time) {
    this.config = config;
    this.time = time;
    this.http = new RemoteHttp(config);
    this.client =
        new OwnObjects(new HttpKubeClient(http.client(), config.server(), config.token()));
    this.api = new RemoteApi(http, client);
    this.routes = new Routes(client, config.namespace());
    this.proxy = new LocalDoor(time, "proxy", new ForwardProxy(http, routes));
  }

  /**
   * Connects by the current context of a kubeconfig.
   *
   * @throws IllegalArgumentException when the file says too little, or what is not supported
   * @throws IllegalStateException when the API server cannot be reached, or refuses
   */
  public static RemoteCluster connect(Path kubeconfig, Time time) {
    RemoteCluster cluster = new RemoteCluster(read(kubeconfig), time);
    try {
      cluster.http.json("/version");
      return cluster;
    } catch (ApiException e) {
      cluster.proxy.close();
      throw new IllegalStateException(
          "kubeconfig %s: %s (expected: an API server that answers)"
              .formatted(kubeconfig, e.getMessage()),
          e);
    }
  }

  private static Kubeconfig read(Path file) {
    try {
      List<Manifest> documents = Manifest.all(Files.readString(file));
      if (documents.size() != 1 || !documents.get(0).object().kind().equals("Config")) {
        throw new IllegalArgumentException(
            "kubeconfig " + file + ": (expected: one document of kind Config)");
      }
      return Kubeconfig.of(file, documents.get(0).object());
    } catch (IOException e) {
      throw new UncheckedIOException("kubeconfig " + file + " (expected: a readable file)", e);
    }
  }

  public ServedApi api() {
    return api;
  }

  public NodeConnection pods() {
    return new RemotePods(http);
  }

  /** The context that is used, with all that it needs. */
  public String kubeconfig() {
    return config.flattened();
  }

  /** The namespaces that the test has made objects in. */
  public Set<String> namespaces() {
    return client.namespaces();
  }

  public URI server() {
    return config.server();
  }

  public String token() {
    return config.token();
  }

  public String namespace() {
    return config.namespace();
  }

  public List<X509Certificate> authorities() {
    return config.authorities();
  }

  public SSLContext tls() {
    return http.tls();
  }

  /** A port of 127.0.0.1 that speaks HTTP CONNECT and plain HTTP forwarding. */
  public InetSocketAddress proxyAddress() {
    return proxy.address();
  }

  /**
   * A port of 127.0.0.1 whose connections lead to ready Pods of a Service.
   *
   * @throws IllegalStateException when there is no such port, or no ready Pod
   */
  public InetSocketAddress addressOf(ObjectKey service, int port) {
    try {
      routes.ofService(service, port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          e.getMessage() + " (expected: a Service with ready Pods; awaitReady() first?)", e);
    }
    return doors.computeIfAbsent(service + ":" + port, key -> door(service, port)).address();
  }

  private LocalDoor door(ObjectKey service, int port) {
    return new LocalDoor(
        time,
        "forward",
        connection ->
            new PodForward(http, connection, why -> new byte[0])
                .carry(routes.ofService(service, port), new byte[0]));
  }

  /** Deletes what was made, and closes every connection. */
  @Override
  public void close() {
    proxy.close();
    doors.values().forEach(LocalDoor::close);
    client.deleteAll();
  }

  @Override
  public String toString() {
    return "the cluster of " + config.file();
  }
}

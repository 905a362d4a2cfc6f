// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.ServedApi;
import dev.coracle.testing.remote.RemoteCluster;
import dev.coracle.testing.report.Snapshot.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * A cluster that somebody else runs, by way of its API server: its API, logs, commands, and HTTP
 * through port-forwards. What takes Coracle's own parts is refused by name.
 */
final class RemoteTarget implements Target {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Time time = new SystemTime();
  private final RemoteCluster remote;

  private RemoteTarget(Path kubeconfig) {
    try (Closing failed = new Closing()) {
      failed.add(time);
      this.remote = RemoteCluster.connect(kubeconfig, time);
      failed.forget();
    }
  }

  static RemoteTarget connect(Path kubeconfig) {
    return new RemoteTarget(kubeconfig);
  }

  @Override
  public Assembly own() {
    throw NeedsCoracleException.ofCaller(toString());
  }

  @Override
  public Optional<String> namespace() {
    return Optional.of(remote.namespace());
  }

  @Override
  public List<String> nodes() {
    return client().list(ResourceType.NODES, ListOptions.ALL).items().stream()
        .map(KubeObject::name)
        .toList();
  }

  @Override
  public ServedApi api() {
    return remote.api();
  }

  @Override
  public KubeClient client() {
    return remote.api().client();
  }

  @Override
  public Time time() {
    return time;
  }

  /** The rest of the cluster is not the test's, and may never be ready. */
  @Override
  public List<Missing> missing(String namespace) {
    return remote.namespaces().stream()
        .filter(each -> namespace.isEmpty() || namespace.equals(each))
        .flatMap(each -> new Readiness(client(), each).missing().stream())
        .toList();
  }

  /** Not that we knew of: it may take a while until somebody does. */
  @Override
  public boolean isControlPlaneOnly() {
    return false;
  }

  @Override
  public Optional<String> strictRefusal(String image) {
    return Optional.empty();
  }

  /** Nobody tells; the cluster is asked now and then. */
  @Override
  public Runnable observe(Runnable changed) {
    return () -> {};
  }

  @Override
  public Duration look() {
    return LOOK;
  }

  @Override
  public NodeConnection pods() {
    return remote.pods();
  }

  @Override
  public Containers containers() {
    return new Containers() {
      @Override
      public String log(KubeObject pod, String container, boolean previous) {
        try {
          return new PodAccess(remote.pods()).logs(pod, container, previous);
        } catch (RuntimeException notThere) {
          // Of a container that never ran; a report must not fail a second time.
          return "";
        }
      }

      @Override
      public boolean listens(String ip, int port) {
        return true;
      }
    };
  }

  @Override
  public ClusterReport report(String namespace) {
    return ClusterReport.of(remote.toString(), client(), containers(), namespace);
  }

  @Override
  public String kubeconfig() {
    return remote.kubeconfig();
  }

  @Override
  public URI httpsUrl() {
    return remote.server();
  }

  @Override
  public String token() {
    if (remote.token().isEmpty()) {
      throw new IllegalStateException(
          "token: none for " + remote + " (expected: a kubeconfig whose user has one)");
    }
    return remote.token();
  }

  @Override
  public SSLContext sslContext() {
    return remote.tls();
  }

  @Override
  public X509Certificate caCertificate() {
    return remote.authorities().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "certificate-authority: none for "
                        + remote
                        + " (expected: a kubeconfig with that of the API server)"));
  }

  @Override
  public InetSocketAddress proxyAddress() {
    return remote.proxyAddress();
  }

  InetSocketAddress addressOf(ObjectKey service, int port) {
    return remote.addressOf(service, port);
  }

  /** Calls a Service as a program outside does, through a port-forward to one of its Pods. */
  Answer call(ServiceTarget service, HttpMessage message) {
    if (service.from().isPresent()) {
      throw new NeedsCoracleException("RunningService.from", remote.toString());
    }
    int port = service.number(client().get(ResourceType.SERVICES, service.service()));
    String url =
        "http://%s.%s:%d%s"
            .formatted(
                service.service().name(), service.service().namespace(), port, message.path());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .method(message.method(), BodyPublishers.ofByteArray(message.bytes()));
    message.headers().forEach(header -> request.header(header.getKey(), header.getValue()));
    try {
      return answer(caller().send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(message.method() + " " + url + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling " + service, e);
    }
  }

  private HttpClient caller() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(ProxySelector.of(proxyAddress()))
        .build();
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
    return new Answer(
        response.statusCode(),
        Collections.unmodifiableMap(headers),
        new String(response.body(), UTF_8),
        "");
  }

  /** Names of another cluster are not looked up by this JVM. */
  @Override
  public Cluster.ThreadScope claimThread() {
    return () -> {};
  }

  @Override
  public String toString() {
    return remote.toString();
  }

  @Override
  public void close() {
    try (Closing all = new Closing()) {
      all.add(time);
      all.add(remote);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.RecentLog;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.auth.Authenticator;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.request.RequestPipeline;
import dev.coracle.apiserver.schema.KindCatalogue;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** The sockets of an API server, each opened, with what it needs, when it is first asked for. */
public final class ApiListeners implements AutoCloseable {

  private static final int REMEMBERED = 50;
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<String> NAMES =
      List.of(LOOPBACK, "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc");

  private final Time time;
  private final int securePort;
  private final List<String> names;
  private final Authenticator authenticator = new Authenticator();
  private final RequestPipeline pipeline;
  private final ConnectHandler connections;
  private final ObjectsHandler objects;
  private final DiscoveryHandler discovery;
  private final RecentLog<ApiRequest> requests = new RecentLog<>(REMEMBERED);
  private final String adminToken = newToken();

  @GuardedBy("this")
  private Optional<HttpServer> plain = Optional.empty();

  @GuardedBy("this")
  private Optional<HttpServer> secure = Optional.empty();

  private final Object authorityLock = new Object();

  @GuardedBy("authorityLock")
  private Optional<CertificateAuthority> authority = Optional.empty();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private final Map<String, String> accountTokens = new HashMap<>();

  /**
   * Doors that are all still shut; {@code certSans} are names and addresses besides the usual ones.
   */
  public ApiListeners(
      RequestPipeline pipeline,
      KindCatalogue catalogue,
      Registry registry,
      Time time,
      int securePort,
      List<String> certSans) {
    this.time = time;
    this.securePort = securePort;
    this.names = Stream.concat(NAMES.stream(), certSans.stream()).toList();
    this.pipeline = pipeline;
    this.connections = new ConnectHandler(pipeline, time);
    this.objects =
        new ObjectsHandler(
            pipeline, catalogue, registry, time, new WatchHandler(pipeline), connections);
    this.discovery = new DiscoveryHandler(catalogue);
    authenticator.accept(adminToken, User.master("kubernetes-admin"));
  }

  private static String newToken() {
    byte[] random = new byte[20];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Lets whoever shows a token be that user. */
  void accept(String token, User user) {
    authenticator.accept(token, user);
  }

  public void connectNodes(NodeConnection nodes) {
    connections.connect(nodes);
  }

  public synchronized URI httpUrl() {
    requireOpen();
    if (plain.isEmpty()) {
      plain = Optional.of(HttpServer.plain(LOOPBACK, 0, handler()));
    }
    return plain.get().url();
  }

  public synchronized URI httpsUrl() {
    requireOpen();
    if (secure.isEmpty()) {
      CompletableFuture<SSLContext> tls = new CompletableFuture<>();
      // Keys and certificates take as long as the server itself: both are made side by side.
      time.work("certify the API server", () -> certify(tls));
      secure = Optional.of(HttpServer.secure(LOOPBACK, securePort, handler(), tls::join));
    }
    return secure.get().url();
  }

  @GuardedBy("this")
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the API server is closed (expected: use before close())");
    }
  }

  private void certify(CompletableFuture<SSLContext> tls) {
    try {
      CertificateAuthority signer = certificateAuthority();
      X509Bundle identity = signer.issueServer("kube-apiserver", names, SystemTime.ofDay());
      tls.complete(identity.sslContext(List.of(signer.certificate())));
    } catch (RuntimeException e) {
      tls.completeExceptionally(e);
    }
  }

  private ApiHandler handler() {
    return new ApiHandler(authenticator, pipeline, objects, discovery, time, requests);
  }

  /** The authority, made when first asked for; with a lock of its own, as doors wait for it. */
  public CertificateAuthority certificateAuthority() {
    synchronized (authorityLock) {
      if (authority.isEmpty()) {
        authority = Optional.of(CertificateAuthority.create("kubernetes", SystemTime.ofDay()));
      }
      return authority.get();
    }
  }

  /** The last requests over HTTP, the oldest first. */
  public List<String> recentRequests() {
    return requests.entries().stream().map(ApiRequest::toString).toList();
  }

  public void forgetRequests() {
    requests.clear();
  }

  public String adminToken() {
    return adminToken;
  }

  public synchronized String serviceAccountToken(String namespace, String name) {
    return accountTokens.computeIfAbsent(
        namespace + ":" + name, key -> newAccountToken(namespace, key));
  }

  private String newAccountToken(String namespace, String account) {
    String token = newToken();
    authenticator.accept(
        token,
        new User(
            "system:serviceaccount:" + account,
            List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated")));
    return token;
  }

  @Override
  public synchronized void close() {
    closed = true;
    plain.ifPresent(HttpServer::close);
    secure.ifPresent(HttpServer::close);
    plain = Optional.empty();
    secure = Optional.empty();
  }
}

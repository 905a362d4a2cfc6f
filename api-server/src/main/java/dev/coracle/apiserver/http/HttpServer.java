// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.net.URI;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty on one loopback port, plain or with TLS, HTTP/2 and ALPN. */
public final class HttpServer implements AutoCloseable {

  private static final int MOST_THREADS = 256;
  // As much as Go's server takes.
  private static final int LONGEST_HEAD = 1 << 20;
  // Whatever can be decoded is looked up, and not found, rather than being called ambiguous.
  private static final UriCompliance PATHS_AS_THEY_ARE =
      UriCompliance.UNSAFE.without("kubernetes", UriCompliance.Violation.BAD_PERCENT_ENCODING);
  private static final RateControl.Factory NO_RATE_CONTROL =
      new RateControl.Factory() {
        @Override
        public RateControl newRateControl(EndPoint endPoint) {
          return RateControl.NO_RATE_CONTROL;
        }
      };

  private final Server server;
  private final ServerConnector connector;
  private final String scheme;

  private HttpServer(Server server, ServerConnector connector, String scheme) {
    this.server = server;
    this.connector = connector;
    this.scheme = scheme;
  }

  /** A plain server, for clients in this JVM. */
  public static HttpServer plain(String host, int port, Handler handler) {
    return assemble(host, port, handler, "http", new HttpConnectionFactory(configuration()))
        .start();
  }

  /**
   * A server with TLS that knows clients by their certificate, where they show one.
   *
   * @param identity the server's certificate and whom it trusts, asked for when all else is ready
   */
  public static HttpServer secure(
      String host, int port, Handler handler, Supplier<SSLContext> identity) {
    HttpConfiguration configuration = configuration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
    http2.setRateControlFactory(NO_RATE_CONTROL);
    http2.setMaxConcurrentStreams(1000);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setWantClientAuth(true);
    HttpServer server =
        assemble(
            host,
            port,
            handler,
            "https",
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            http2,
            http1);
    tls.setSslContext(identity.get());
    return server.start();
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setIdleTimeout(-1);
    configuration.setRequestHeaderSize(LONGEST_HEAD);
    configuration.setUriCompliance(PATHS_AS_THEY_ARE);
    return configuration;
  }

  private static HttpServer assemble(
      String host, int port, Handler handler, String scheme, ConnectionFactory... protocols) {
    // Jetty's own queue would start all of JMX, to learn how wide a cache line is.
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 0, new LinkedBlockingQueue<>());
    threads.setName("coracle-" + scheme);
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols);
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(0);
    connector.setShutdownIdleTimeout(1);
    server.addConnector(connector);
    server.setHandler(handler);
    server.setErrorHandler(new StatusErrors());
    server.setStopTimeout(0);
    WebSockets.prepare(server);
    return new HttpServer(server, connector, scheme);
  }

  private HttpServer start() {
    try {
      server.start();
      return this;
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot listen on "
              + connector.getHost()
              + ":"
              + connector.getPort()
              + ": "
              + e.getMessage()
              + " (expected: a free port; 0 chooses one)",
          e);
    }
  }

  /** Where it listens, such as {@code https://127.0.0.1:6443}. */
  public URI url() {
    return URI.create(scheme + "://" + connector.getHost() + ":" + connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the server at " + url(), e);
    }
  }
}

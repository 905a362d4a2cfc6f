// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.netproxy.route.IngressEndpoint;
import dev.coracle.netproxy.route.IngressSpec;
import dev.coracle.netproxy.route.NetworkDocuments;
import dev.coracle.netproxy.route.NetworkState;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get whose request, or whose endpoint, is at fault. Endpoints are bare sockets. */
class IngressFaultTest {

  private static final InetAddress LOOPBACK = IpAddress.of("127.0.0.1").toInetAddress();
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private ServerSocket first;
  private ServerSocket second;
  private Channel server;

  @BeforeEach
  void start() throws IOException {
    first = new ServerSocket(0, 5, LOOPBACK);
    second = new ServerSocket(0, 5, LOOPBACK);
    Map<String, ServerSocket> endpoints = Map.of("10.1.0.1", first, "10.1.0.2", second);
    NetworkState state = state();
    server = listen(new IngressProxy(() -> state, new Sockets(endpoints), time));
  }

  @AfterEach
  void stop() throws IOException {
    server.close().syncUninterruptibly();
    first.close();
    second.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    time.close();
  }

  private Channel listen(IngressProxy proxy) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new IngressHandler(proxy, false));
              }
            })
        .bind(LOOPBACK, 0)
        .syncUninterruptibly()
        .channel();
  }

  /** Connects to bare sockets. */
  private record Sockets(Map<String, ServerSocket> endpoints) implements BackendDialer {

    @Override
    public void dial(
        EventLoop loop,
        IngressEndpoint endpoint,
        ChannelHandler handler,
        Consumer<Channel> done,
        Consumer<Throwable> failed) {
      new Bootstrap()
          .group(loop)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.AUTO_READ, false)
          .handler(handler)
          .connect(LOOPBACK, endpoints.get(endpoint.ip()).getLocalPort())
          .addListener((ChannelFutureListener) connect -> done.accept(connect.channel()));
    }

    @Override
    public void close() {
      // Nothing is kept.
    }
  }

  private static NetworkState state() {
    KubeObject ingress =
        KubeObject.parse(
            """
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
             "metadata": {"name": "all", "namespace": "default"},
             "spec": {"defaultBackend": {"service": {"name": "api", "port": {"number": 80}}}}}
            """);
    KubeObject service =
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"name": "api", "namespace": "default"},
             "spec": {"clusterIP": "10.0.0.1", "ports": [{"port": 80, "protocol": "TCP"}]}}
            """);
    KubeObject slice =
        KubeObject.parse(
            """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
             "metadata": {"name": "api-1", "namespace": "default",
               "labels": {"kubernetes.io/service-name": "api"}},
             "ports": [{"name": "", "port": 8080, "protocol": "TCP"}],
             "endpoints": [{"addresses": ["10.1.0.1"]}, {"addresses": ["10.1.0.2"]}]}
            """);
    return NetworkState.EMPTY
        .with(IngressSpec.of(ingress))
        .with(NetworkDocuments.service(service))
        .with(NetworkDocuments.slice(slice));
  }

  private Socket send(String request) throws IOException {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    Socket socket = new Socket(LOOPBACK, port);
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  /** Takes a connection of the Ingress and the request's head on it. */
  private static Socket accept(ServerSocket endpoint) throws IOException {
    Socket socket = endpoint.accept();
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return socket;
  }

  private static String status(Socket client) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = client.getInputStream().read();
    while (next >= 0 && next != '\r') {
      line.append((char) next);
      next = client.getInputStream().read();
    }
    return line.toString();
  }

  @Test
  void endpointThatIsSilent_isGivenUpAfterAMinute() throws IOException {
    try (Socket client = send(GET);
        // The timer is set before the request is sent, so it is there when the request is.
        Socket silent = accept(first)) {
      assertThat(silent.isConnected()).isTrue();

      assertThat(time.advance(Duration.ofSeconds(61))).isEqualTo(1);

      assertThat(status(client)).isEqualTo("HTTP/1.1 504 Gateway Timeout");
    }
  }

  @Test
  void endpointThatEndsBeforeItsAnswer_isPassedOver() throws IOException {
    try (Socket client = send(GET)) {
      accept(first).close();
      try (Socket other = accept(second)) {
        other.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));

        assertThat(status(client)).isEqualTo("HTTP/1.1 204 No Content");
      }
    }
  }

  @Test
  void everyEndpointEndsBeforeItsAnswer_isABadGateway() throws IOException {
    try (Socket client = send(GET)) {
      accept(first).close();
      accept(second).close();

      assertThat(status(client)).isEqualTo("HTTP/1.1 502 Bad Gateway");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "not idempotent, POST, ''",
    "with a body,    PUT,  body",
  })
  void requestThatMayHaveHadAnEffect_isNotRepeated(String name, String method, String body)
      throws IOException {
    String head = " / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n";
    try (Socket client = send(method + head + body)) {
      Socket endpoint = accept(first);
      endpoint.getInputStream().readNBytes(body.length());
      endpoint.close();

      assertThat(status(client)).isEqualTo("HTTP/1.1 502 Bad Gateway");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no HTTP at all, 220 mail ready",
    "a broken head,  HTTP/1.1 abc",
  })
  void answerThatIsNotHttp_isABadGateway(String name, String answer) throws IOException {
    String post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    try (Socket client = send(post);
        Socket endpoint = accept(first)) {
      endpoint.getOutputStream().write((answer + "\r\n\r\n").getBytes(ISO_8859_1));

      assertThat(status(client)).isEqualTo("HTTP/1.1 502 Bad Gateway");
    }
  }

  @Test
  void answerThatBreaksOff_endsTheConnection() throws IOException {
    try (Socket client = send(GET)) {
      Socket endpoint = accept(first);
      endpoint
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(ISO_8859_1));
      endpoint.close();

      String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("half");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no host,         GET / HTTP/1.1,                             400 Bad Request",
    "two hosts,       GET / HTTP/1.1~Host: a~Host: b,             400 Bad Request",
    "no HTTP at all,  hello,                                      400 Bad Request",
    "two lengths,     POST / HTTP/1.1~Host: a~Content-Length: x,  400 Bad Request",
    "too long a line, GET /LONG HTTP/1.1~Host: a,                 414 Request-URI Too Long",
  })
  void malformedRequest_isRefused(String name, String request, String expected) throws IOException {
    String text = request.replace("~", "\r\n").replace("LONG", "x".repeat(9000)) + "\r\n\r\n";
    try (Socket client = send(text)) {
      assertThat(status(client)).isEqualTo("HTTP/1.1 " + expected);
    }
  }
}

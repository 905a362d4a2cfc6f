// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IngressTimeoutTest {

  private static final InetAddress LOOPBACK = DnsSamples.address("127.0.0.1");

  @Test
  void endpointThatIsSilent_isGivenUpAfterAMinute() throws IOException {
    VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (ServerSocket silent = new ServerSocket(0, 5, LOOPBACK)) {
      InetSocketAddress real = new InetSocketAddress(LOOPBACK, silent.getLocalPort());
      IngressProxy proxy = new IngressProxy(IngressTimeoutTest::state, (ip, port) -> real, time);
      Channel server = listen(group, proxy);
      int port = ((InetSocketAddress) server.localAddress()).getPort();
      try (Socket socket = new Socket(LOOPBACK, port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        Socket accepted = silent.accept();
        // The timer is set before the request is sent, so it is there when the request is.
        assertThat(accepted.getInputStream().read()).isEqualTo('G');

        assertThat(time.advance(Duration.ofSeconds(61))).isEqualTo(1);

        assertThat(socket.getInputStream().readNBytes(28))
            .asString(ISO_8859_1)
            .isEqualTo("HTTP/1.1 504 Gateway Timeout");
      }
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      time.close();
    }
  }

  private static Channel listen(EventLoopGroup group, IngressProxy proxy) {
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

  private static IngressState state() {
    KubeObject ingress =
        KubeObject.parse(
            """
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
             "metadata": {"name": "all", "namespace": "default"},
             "spec": {"defaultBackend": {"service": {"name": "api", "port": {"number": 80}}}}}
            """);
    KubeObject service =
        KubeObject.of(ResourceType.SERVICES, ObjectKey.of("default", "api"))
            .edit(
                o ->
                    o.putObject("spec")
                        .put("type", "ExternalName")
                        .put("externalName", "api.example.com"));
    return IngressState.of(List.of(IngressSpec.of(ingress)), List.of(service), List.of(), Map.of());
  }
}

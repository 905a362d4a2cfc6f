// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.api.time.Time;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A connection to a container's HTTP server: answers its requests one after the other. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  /** For how long a client that was just answered may take to send its next request. */
  private static final long LINGER_NANOS = 250_000_000;

  private final NettyHttpServer server;
  private final Channel channel;
  private final int port;
  private final Queue<Pending> waiting = new ArrayDeque<>();
  private boolean busy;
  private long lastActive;

  private record Pending(Request request, boolean keepAlive) {}

  HttpConnection(NettyHttpServer server, Channel channel, int port) {
    this.server = server;
    this.channel = channel;
    this.port = port;
    this.lastActive = now();
  }

  private long now() {
    return channel.eventLoop().ticker().nanoTime();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (message.decoderResult().isFailure()) {
      busy = true;
      write(Response.status(400).closing(), false);
      return;
    }
    waiting.add(new Pending(request(message), HttpUtil.isKeepAlive(message)));
    next();
  }

  private void next() {
    Pending pending = busy ? null : waiting.poll();
    if (pending == null) {
      return;
    }
    busy = true;
    channel.config().setAutoRead(false);
    server.handle(pending.request, response -> answer(response, pending.keepAlive));
  }

  private void answer(Response response, boolean keepAlive) {
    try {
      channel.eventLoop().execute(() -> write(response, keepAlive));
    } catch (RejectedExecutionException networkHasEnded) {
      // So has the connection: nobody is left to be answered.
      channel.close();
    }
  }

  private void write(Response response, boolean keepAlive) {
    busy = false;
    lastActive = now();
    if (response.ending() == Response.Ending.ABORT) {
      channel.close();
      return;
    }
    boolean keep =
        keepAlive && response.ending() == Response.Ending.KEEP_ALIVE && !server.isDraining();
    FullHttpResponse message = message(response);
    HttpUtil.setKeepAlive(message, keep);
    // Held before anybody can have read the answer, and so ask whether the program has ended.
    Optional<Time.Hold> ending =
        response.exitCode().isPresent()
            ? Optional.of(server.context().time().hold("exit of " + server.context().container()))
            : Optional.empty();
    ChannelFuture written = channel.writeAndFlush(message);
    ending.ifPresent(hold -> exitAfter(written, response.exitCode().orElseThrow(), hold));
    if (!keep) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    channel.config().setAutoRead(true);
    next();
  }

  /** Exits on a thread of its own: on an event loop nothing may wait for a socket to close. */
  private void exitAfter(ChannelFuture written, int code, Time.Hold hold) {
    ProcessContext context = server.context();
    written.addListener(
        sent -> {
          try (hold) {
            context.time().work("exit of " + context.container(), () -> context.exit(code));
          }
        });
  }

  private static FullHttpResponse message(Response response) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.bytes()));
    response.headers().forEach((name, value) -> message.headers().set(name, value));
    if (!message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      HttpUtil.setContentLength(message, message.content().readableBytes());
    }
    return message;
  }

  /**
   * Has the connection closed by the answer to the request in flight or to the next one, which says
   * so; after a moment without any, at once. Closing an idle connection while its client sends
   * would lose that request. The moment is one of real time, for it is the network that is waited
   * for. Called on any thread.
   */
  void closeWhenIdle() {
    Time.Hold hold = server.context().time().hold("idle connection to port " + port);
    channel.closeFuture().addListener(closed -> hold.close());
    channel.eventLoop().execute(() -> closeLater(hold));
  }

  private void closeLater(Time.Hold hold) {
    long left = Math.max(0, lastActive + LINGER_NANOS - now());
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (!busy && waiting.isEmpty()) {
                channel.close();
              }
              hold.close();
            },
            left,
            TimeUnit.NANOSECONDS);
  }

  private Request request(FullHttpRequest message) {
    QueryStringDecoder target = new QueryStringDecoder(message.uri());
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> header : message.headers()) {
      headers.computeIfAbsent(header.getKey(), k -> new ArrayList<>()).add(header.getValue());
    }
    return new Request(
        message.method().name(),
        message.uri(),
        target.path(),
        target.parameters(),
        headers,
        ByteBufUtil.getBytes(message.content()),
        remote(),
        port,
        server.context());
  }

  private InetSocketAddress remote() {
    return channel.remoteAddress() instanceof InetSocketAddress inet
        ? inet
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}

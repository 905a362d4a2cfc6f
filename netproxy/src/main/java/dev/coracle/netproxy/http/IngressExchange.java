// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.HttpRouter;
import dev.coracle.netproxy.route.IngressBackend;
import dev.coracle.netproxy.route.IngressEndpoint;
import dev.coracle.netproxy.route.NetworkState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * One request on its way to an endpoint, and the response on its way back; both are streamed. After
 * a 101 it is a tunnel for bytes. Runs on the event loop of the client's connection.
 */
final class IngressExchange {

  private static final int MOST_ATTEMPTS = 3;

  private final IngressProxy proxy;
  private final boolean tls;
  private final Channel client;
  private final HttpRequest request;
  private final Runnable whenEnded;
  private final Instant start;
  private final Queue<Object> early = new ArrayDeque<>();
  private final Queue<IngressEndpoint> untried = new ArrayDeque<>();
  private Optional<IngressBackend> taker = Optional.empty();
  private Optional<IngressEndpoint> endpoint = Optional.empty();
  private Optional<Channel> backend = Optional.empty();
  private Optional<Time.Timer> silence = Optional.empty();
  private boolean keepAlive;
  private boolean requestEnded;
  private boolean bodySent;
  private boolean answered;
  private boolean tunnel;
  private boolean ended;
  private int status;

  IngressExchange(
      IngressProxy proxy, boolean tls, Channel client, HttpRequest request, Runnable whenEnded) {
    this.proxy = proxy;
    this.tls = tls;
    this.client = client;
    this.request = request;
    this.whenEnded = whenEnded;
    this.start = proxy.time().now();
    this.keepAlive = HttpUtil.isKeepAlive(request);
  }

  void start() {
    Optional<HttpResponseStatus> fault = IngressHeaders.fault(request);
    if (fault.isPresent()) {
      keepAlive = false;
      refuse(fault.get(), "not a request that can be served (expected: HTTP/1.1 with one Host)");
      return;
    }
    NetworkState state = proxy.state();
    String host = IngressHeaders.host(request);
    String path = IngressHeaders.path(request);
    taker = HttpRouter.route(host, path, state);
    if (taker.isEmpty()) {
      refuse(HttpResponseStatus.NOT_FOUND, "no Ingress takes host \"" + host + "\", path " + path);
      return;
    }
    List<IngressEndpoint> endpoints =
        proxy.inTurn(taker.get(), HttpRouter.endpoints(taker.get(), state));
    if (endpoints.isEmpty()) {
      refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, HttpRouter.reasonOfNone(taker.get(), state));
      return;
    }
    untried.addAll(endpoints.subList(0, Math.min(MOST_ATTEMPTS, endpoints.size())));
    connect(untried.remove());
  }

  private void connect(IngressEndpoint chosen) {
    client.config().setAutoRead(false);
    endpoint = Optional.of(chosen);
    proxy
        .dialer()
        .dial(client.eventLoop(), chosen, new Backend(), this::connected, this::notConnected);
  }

  private void notConnected(Throwable cause) {
    if (ended) {
      return;
    }
    if (untried.isEmpty()) {
      unreachable(cause);
    } else {
      connect(untried.remove());
    }
  }

  /** Prepares the connection to an endpoint. */
  private final class Backend extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new IngressBackendHandler(IngressExchange.this));
    }
  }

  private void connected(Channel channel) {
    if (ended) {
      channel.close();
      return;
    }
    backend = Optional.of(channel);
    channel.config().setAutoRead(true);
    silence = Optional.of(proxy.whenSilent(() -> client.eventLoop().execute(this::backendSilent)));
    channel.write(IngressHeaders.forward(request, client, tls, proxy.nextRequestId()));
    while (!early.isEmpty()) {
      send(channel, early.remove());
    }
    channel.flush();
    client.config().setAutoRead(channel.isWritable());
  }

  private void send(Channel channel, Object part) {
    bodySent |= part instanceof ByteBufHolder content && content.content().isReadable();
    channel.write(part);
  }

  private void backendSilent() {
    if (!ended && !answered && status == 0) {
      Optional<Channel> silent = backend;
      backend = Optional.empty();
      keepAlive &= requestEnded;
      refuse(HttpResponseStatus.GATEWAY_TIMEOUT, "the endpoint did not answer in time");
      silent.ifPresent(Channel::close);
    }
  }

  private void unreachable(Throwable cause) {
    HttpResponseStatus code =
        cause instanceof ConnectTimeoutException
            ? HttpResponseStatus.GATEWAY_TIMEOUT
            : HttpResponseStatus.BAD_GATEWAY;
    refuse(code, "no connection to any endpoint: " + cause.getMessage());
  }

  /** Takes a part of the request's body, or bytes for the tunnel. */
  void fromClient(Object message) {
    requestEnded |= message instanceof LastHttpContent;
    if (backend.isPresent() && !ended) {
      Channel channel = backend.get();
      send(channel, message);
      channel.flush();
      client.config().setAutoRead(channel.isWritable());
    } else if (answered || ended) {
      ReferenceCountUtil.release(message);
      endIfDone();
    } else {
      early.add(message);
    }
  }

  /** Takes a part of the response, or bytes for the client. */
  void fromBackend(Channel channel, Object message) {
    // The end of a 101 is not part of what is tunnelled.
    if (ended || (tunnel && message instanceof LastHttpContent)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    boolean interim = !tunnel && status / 100 == 1 && !(message instanceof HttpResponse);
    if (message instanceof HttpResponse response) {
      head(response);
    }
    client.writeAndFlush(message);
    channel.config().setAutoRead(client.isWritable());
    if (message instanceof HttpResponse response && response.status().code() == 101) {
      becomeTunnel(channel);
    } else if (message instanceof LastHttpContent && !interim && !tunnel) {
      answered = true;
      endIfDone();
    }
  }

  private void head(HttpResponse response) {
    status = response.status().code();
    silence.ifPresent(Time.Timer::cancel);
    if (status / 100 == 1) {
      return;
    }
    if (!IngressHeaders.isDelimited(response, request)) {
      boolean chunks = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
      HttpUtil.setTransferEncodingChunked(response, chunks);
      keepAlive &= chunks;
    }
    // What is left of a request that was answered early is not waited for.
    keepAlive &= requestEnded;
    IngressHeaders.back(response, request, keepAlive, proxy.time().now());
  }

  private void becomeTunnel(Channel channel) {
    tunnel = true;
    client.write(LastHttpContent.EMPTY_LAST_CONTENT);
    client.flush();
    client.pipeline().remove(HttpServerCodec.class);
    channel.pipeline().remove(HttpClientCodec.class);
    log();
  }

  private void refuse(HttpResponseStatus code, String why) {
    status = code.code();
    client.config().setAutoRead(true);
    ByteBuf body =
        Unpooled.copiedBuffer(code.code() + " " + code.reasonPhrase() + ": " + why + "\n", UTF_8);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, code, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    IngressHeaders.back(response, request, keepAlive, proxy.time().now());
    client.writeAndFlush(response);
    answered = true;
    early.forEach(
        message -> {
          requestEnded |= message instanceof LastHttpContent;
          ReferenceCountUtil.release(message);
        });
    early.clear();
    endIfDone();
  }

  private void endIfDone() {
    if (ended || !answered || (keepAlive && !requestEnded)) {
      return;
    }
    end();
    if (keepAlive) {
      client.config().setAutoRead(true);
      whenEnded.run();
    } else {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void end() {
    ended = true;
    silence.ifPresent(Time.Timer::cancel);
    backend.ifPresent(Channel::close);
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    if (!tunnel) {
      log();
    }
  }

  private void log() {
    Instant now = proxy.time().now();
    proxy
        .log()
        .add(
            new IngressRequest(
                start,
                String.valueOf(client.remoteAddress()),
                tls,
                request.method().name(),
                IngressHeaders.host(request),
                IngressHeaders.origin(request.uri()),
                taker.map(backendOf -> backendOf.ingress().toString()).orElse(""),
                taker.map(backendOf -> backendOf.service().toString()).orElse(""),
                endpoint.map(IngressEndpoint::toString).orElse(""),
                status,
                Duration.between(start, now)));
  }

  void backendGone() {
    if (ended || answered) {
      return;
    }
    boolean headSent = status >= 200 || tunnel;
    if (headSent) {
      end();
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    backend = Optional.empty();
    silence.ifPresent(Time.Timer::cancel);
    if (mayTryAgain()) {
      early.add(LastHttpContent.EMPTY_LAST_CONTENT);
      connect(untried.remove());
    } else {
      keepAlive &= requestEnded;
      refuse(HttpResponseStatus.BAD_GATEWAY, "the endpoint gave no answer that is HTTP");
    }
  }

  /** As ingress-nginx does where an endpoint ends the connection before it has answered. */
  private boolean mayTryAgain() {
    return !untried.isEmpty()
        && requestEnded
        && !bodySent
        && status == 0
        && IngressHeaders.isIdempotent(request);
  }

  void clientGone() {
    if (!ended) {
      status = status == 0 ? 499 : status;
      end();
    }
  }

  void clientWritable(boolean writable) {
    backend.ifPresent(channel -> channel.config().setAutoRead(writable));
  }

  void backendWritable(boolean writable) {
    if (!ended) {
      client.config().setAutoRead(writable);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.client.HttpOutcome.End;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call, from its routing to its outcome, which is told once. */
final class HttpExchange {

  private static final int LONGEST_BODY = 16 << 20;
  private static final AttributeKey<Endpoint> ENDPOINT =
      AttributeKey.valueOf(HttpExchange.class, "endpoint");

  private final HttpCall call;
  private final EventLoop loop;
  private final Consumer<HttpOutcome> done;
  private final Consumer<Channel> keep;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Endpoint endpoint = new Endpoint(Optional.empty(), Optional.empty());
  private @Nullable ScheduledFuture<?> timeout;
  private @Nullable Channel channel;
  private @Nullable HttpResponse response;
  private String lost = "";
  private boolean over;

  /**
   * An exchange that is yet to begin.
   *
   * @param keep takes a connection that can be used again
   */
  HttpExchange(HttpCall call, EventLoop loop, Consumer<HttpOutcome> done, Consumer<Channel> keep) {
    this.call = call;
    this.loop = loop;
    this.done = done;
    this.keep = keep;
  }

  /** Where a connection leads to. */
  private record Endpoint(Optional<IpAddress> address, Optional<ObjectKey> pod) {}

  /** Begins the time that it may take. */
  void begin() {
    timeout = loop.schedule(this::timedOut, call.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void timedOut() {
    String what =
        !lost.isEmpty() ? lost : response == null ? "no answer" : "the answer did not end";
    end(End.TIMED_OUT, 0, what + " within " + call.timeout().toMillis() + " ms");
  }

  /** Nobody will ever answer. */
  void lost(String why) {
    lost = why;
  }

  void sentTo(IpAddress address, Optional<ObjectKey> pod) {
    endpoint = new Endpoint(Optional.of(address), pod);
  }

  void refused(Throwable cause) {
    boolean late = cause instanceof ConnectTimeoutException;
    end(late ? End.TIMED_OUT : End.REFUSED, 0, String.valueOf(cause.getMessage()));
  }

  void connected(Channel made) {
    made.attr(ENDPOINT).set(endpoint);
    made.config().setAutoRead(true);
    send(made);
  }

  /** Goes by a connection that led somewhere already. */
  void sendAgain(Channel kept) {
    Endpoint known = kept.attr(ENDPOINT).get();
    endpoint = known == null ? endpoint : known;
    send(kept);
  }

  private void send(Channel to) {
    if (over) {
      to.close();
      return;
    }
    channel = to;
    to.pipeline().get(HttpAnswerHandler.class).serve(this);
    if (to.isActive()) {
      to.writeAndFlush(request())
          .addListener(
              sent -> {
                if (!sent.isSuccess()) {
                  reset(String.valueOf(sent.cause().getMessage()));
                }
              });
    } else {
      reset("the connection was closed before the request was sent");
    }
  }

  private FullHttpRequest request() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(call.method()),
            call.path(),
            Unpooled.wrappedBuffer(call.body()));
    call.headers().forEach(header -> request.headers().add(header.getKey(), header.getValue()));
    if (call.body().length > 0) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, call.body().length);
    }
    if (!call.kept()) {
      request.headers().set(HttpHeaderNames.CONNECTION, "close");
    }
    return request;
  }

  void received(Channel from, Object message) {
    if (message instanceof HttpResponse head && isFinal(head)) {
      response = head;
    }
    if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
      reset("no HTTP: " + part.decoderResult().cause().getMessage());
    } else if (message instanceof HttpContent content && response != null) {
      received(from, response, content);
    }
  }

  /** An informational answer is followed by another one. */
  private static boolean isFinal(HttpResponse head) {
    return head.status().codeClass() != HttpStatusClass.INFORMATIONAL
        || head.status().code() == 101;
  }

  private void received(Channel from, HttpResponse head, HttpContent content) {
    if (body.size() < LONGEST_BODY) {
      body.writeBytes(ByteBufUtil.getBytes(content.content()));
    }
    if (content instanceof LastHttpContent) {
      boolean reusable = call.kept() && HttpUtil.isKeepAlive(head);
      Channel used = channel;
      channel = null;
      from.pipeline().get(HttpAnswerHandler.class).rest();
      end(End.ANSWERED, head.status().code(), "");
      if (reusable && used != null) {
        keep.accept(from);
      } else {
        from.close();
      }
    }
  }

  void reset(String why) {
    end(End.RESET, 0, why);
  }

  private void end(End how, int status, String detail) {
    if (over) {
      return;
    }
    over = true;
    if (timeout != null) {
      timeout.cancel(false);
    }
    HttpResponse head = response;
    done.accept(
        new HttpOutcome(
            how,
            status,
            head == null ? List.of() : List.copyOf(head.headers().entries()),
            body.toByteArray(),
            detail,
            endpoint.address(),
            endpoint.pod()));
    Channel used = channel;
    if (used != null) {
      used.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.node.PodLink;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.HttpServer;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The HTTP/1.1 server of one container: its listeners and connections, and how they end.
 *
 * <p>Connections belong to their event loops; what is shared between them is guarded by the lock.
 */
final class NettyHttpServer implements HttpServer {

  private static final int LARGEST_HEAD = 64 << 10;
  private static final int LARGEST_CHUNK = 8 << 10;
  private static final int LARGEST_BODY = 16 << 20;

  private final ProcessContext context;
  private final HttpHandler handler;
  private final boolean inline;
  private final List<PodLink.Listening> listeners = new ArrayList<>();
  private final Set<HttpConnection> connections = new LinkedHashSet<>();
  private boolean draining;
  private Runnable drained = () -> {};

  /**
   * A server of a container.
   *
   * @param inline whether the handler never blocks, so that event loops may run it
   */
  NettyHttpServer(ProcessContext context, HttpHandler handler, boolean inline) {
    this.context = context;
    this.handler = handler;
    this.inline = inline;
  }

  @Override
  public void listen(int port) throws IOException {
    PodLink.Listening listening =
        context.listen(
            port,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel, port);
              }
            });
    synchronized (this) {
      listeners.add(listening);
    }
  }

  void accept(Channel channel, int port) {
    HttpConnection connection = new HttpConnection(this, channel, port);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(LARGEST_HEAD, LARGEST_HEAD, LARGEST_CHUNK),
            new HttpObjectAggregator(LARGEST_BODY),
            connection);
    synchronized (this) {
      connections.add(connection);
    }
    channel.closeFuture().addListener(done -> closed(connection));
  }

  private void closed(HttpConnection connection) {
    synchronized (this) {
      connections.remove(connection);
    }
    endWhenDrained();
  }

  private void endWhenDrained() {
    Runnable end;
    synchronized (this) {
      if (!draining || !connections.isEmpty()) {
        return;
      }
      end = drained;
    }
    // Called on event loops, on which nothing may wait for a socket to close.
    context.time().work("end of " + context.container(), end);
  }

  synchronized boolean isDraining() {
    return draining;
  }

  @Override
  public void drain(Runnable end) {
    List<HttpConnection> open;
    List<PodLink.Listening> toClose;
    synchronized (this) {
      draining = true;
      drained = end;
      open = List.copyOf(connections);
      toClose = List.copyOf(listeners);
    }
    toClose.forEach(PodLink.Listening::close);
    open.forEach(HttpConnection::closeWhenIdle);
    endWhenDrained();
  }

  ProcessContext context() {
    return context;
  }

  /** Answers a request; {@code answer} is called on any thread. */
  void handle(Request request, java.util.function.Consumer<Response> answer) {
    if (!inline || context.setup().override().get().isPresent()) {
      context.spawnUncounted(request.toString(), () -> handleOnThread(request, answer));
      return;
    }
    Response response = response(request);
    if (response.delay().isZero()) {
      answer.accept(response);
    } else {
      context.spawnUncounted("delayed answer", () -> later(response, answer));
    }
  }

  private void handleOnThread(Request request, java.util.function.Consumer<Response> answer) {
    context.serving().run(() -> later(response(request), answer));
  }

  private Response response(Request request) {
    try {
      return context.setup().override().get().orElse(handler).handle(request);
    } catch (Exception e) {
      e.printStackTrace(context.stderr());
      return Response.status(500).withBody("text/plain", "Internal Server Error\n").closing();
    }
  }

  private void later(Response response, java.util.function.Consumer<Response> answer) {
    Duration delay = response.delay();
    try {
      if (!delay.isZero()) {
        context.time().sleep(delay);
      }
      answer.accept(response);
    } catch (InterruptedException e) {
      answer.accept(Response.abort());
    }
  }
}

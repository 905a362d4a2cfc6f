// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.WatchOptions;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.RequestPipeline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Watches over the wire: JSON lines in chunks, or a WebSocket with a document per message. */
final class WatchHandler {

  // Kubernetes ends a watch after 30 to 60 minutes; so that one whose client vanished ends too.
  private static final Duration LONGEST = Duration.ofMinutes(45);

  private final RequestPipeline pipeline;

  WatchHandler(RequestPipeline pipeline) {
    this.pipeline = pipeline;
  }

  void handle(
      Exchange exchange, Call call, WatchOptions asked, Function<KubeObject, ByteBuffer> shape) {
    WatchOptions options = limited(asked);
    if (exchange.header(HttpHeader.UPGRADE).equalsIgnoreCase("websocket")) {
      overWebSocket(exchange, call, options, shape);
      return;
    }
    WatchPump pump = new WatchPump(shape, exchange.request().getComponents().getExecutor());
    pump.open(wake -> pipeline.watch(call, options, wake));
    // A stream that the client gives up says so at once; a connection, only at the next write.
    exchange.request().addFailureListener(failure -> pump.close());
    exchange.begin(200, "application/json");
    pump.start(new ChunkedEvents(exchange));
  }

  private void overWebSocket(
      Exchange exchange, Call call, WatchOptions options, Function<KubeObject, ByteBuffer> shape) {
    WatchPump pump = new WatchPump(shape, exchange.request().getComponents().getExecutor());
    pump.open(wake -> pipeline.watch(call, options, wake));
    ServerWebSocketContainer container = WebSockets.container(exchange);
    boolean upgraded =
        container.upgrade(
            (request, response, callback) -> new WatchSocket(pump),
            exchange.request(),
            exchange.response(),
            exchange.callback());
    if (!upgraded) {
      pump.close();
      throw WebSockets.notUpgraded();
    }
  }

  private static WatchOptions limited(WatchOptions options) {
    return new WatchOptions(
        options.namespace(),
        options.labels(),
        options.fields(),
        options.resourceVersion(),
        options.bookmarks(),
        options.sendInitialEvents(),
        options.timeout().isZero() ? LONGEST : options.timeout());
  }
}

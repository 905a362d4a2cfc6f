// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The upgrade of requests to WebSockets. */
final class WebSockets {

  private WebSockets() {}

  /** Must be called before the server starts. */
  static void prepare(Server server) {
    ServerWebSocketContainer container = ServerWebSocketContainer.ensure(server);
    container.setIdleTimeout(Duration.ZERO);
    container.setMaxBinaryMessageSize(1 << 20);
  }

  static ServerWebSocketContainer container(Exchange exchange) {
    return ServerWebSocketContainer.get(exchange.request().getContext());
  }

  static ApiException notUpgraded() {
    return ApiException.badRequest("unable to upgrade: the request is not a WebSocket handshake");
  }
}

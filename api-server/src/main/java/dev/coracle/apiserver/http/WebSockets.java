// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Session;
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

  /** Refuses what clients spoke before there were WebSockets. */
  static void refuseSpdy(Exchange exchange) {
    if (exchange.header(HttpHeader.UPGRADE).regionMatches(true, 0, "SPDY", 0, 4)) {
      throw ApiException.notImplemented(
          "SPDY (expected: WebSocket, the default of kubectl 1.31 and later)");
    }
  }

  /**
   * Answers a handshake in the first of {@code protocols} that the client speaks too, and otherwise
   * in the last.
   *
   * @param socket what takes the messages, by the subprotocol that was chosen
   */
  static void upgrade(
      Exchange exchange, List<String> protocols, Function<String, Session.Listener> socket) {
    List<String> offered =
        exchange.request().getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false);
    String chosen =
        protocols.stream()
            .filter(offered::contains)
            .findFirst()
            .orElse(protocols.get(protocols.size() - 1));
    Session.Listener listener = socket.apply(chosen);
    boolean upgraded =
        container(exchange)
            .upgrade(
                (request, response, callback) -> {
                  if (request.hasSubProtocol(chosen)) {
                    response.setAcceptedSubProtocol(chosen);
                  }
                  return listener;
                },
                exchange.request(),
                exchange.response(),
                exchange.callback());
    if (!upgraded) {
      throw notUpgraded();
    }
  }

  static ApiException notUpgraded() {
    return ApiException.badRequest("unable to upgrade: the request is not a WebSocket handshake");
  }
}

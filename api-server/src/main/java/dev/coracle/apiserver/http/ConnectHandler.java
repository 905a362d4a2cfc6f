// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.RequestPipeline;
import java.util.Optional;
import java.util.Set;

/** Requests that connect to a running Pod: log, exec, attach, proxy. */
final class ConnectHandler {

  private static final Set<String> CONNECTING =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  private final RequestPipeline pipeline;
  private final Time time;
  private final ProxyHandler proxy;
  private volatile Optional<NodeConnection> nodes = Optional.empty();

  ConnectHandler(RequestPipeline pipeline, Time time) {
    this.pipeline = pipeline;
    this.time = time;
    this.proxy = new ProxyHandler(pipeline, time);
  }

  void connect(NodeConnection connection) {
    nodes = Optional.of(connection);
  }

  boolean takes(RequestPath.Objects path) {
    return CONNECTING.contains(path.subresource());
  }

  void handle(Exchange exchange, Call call, RequestPath.Objects path) {
    NodeConnection connection =
        nodes.orElseThrow(
            () -> ApiException.unavailable("no nodes are connected to this API server"));
    switch (path.subresource()) {
      case "log" -> LogHandler.handle(exchange, pipeline.connect(call), connection, time);
      case "exec", "attach" -> {
        boolean attach = path.subresource().equals("attach");
        ExecSocket.upgrade(exchange, pipeline.connect(call), attach, connection, time);
      }
      case "portforward" -> PortForward.upgrade(exchange, pipeline.connect(call), connection, time);
      case "proxy" -> proxy.handle(exchange, call, path, connection);
      default ->
          throw ApiException.notImplemented(call.type().qualifiedName() + "/" + path.subresource());
    }
  }
}

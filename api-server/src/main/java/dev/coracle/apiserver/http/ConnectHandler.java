// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.RequestPipeline;
import java.util.Optional;

/** Requests that connect to what runs on a node, in one of the ways there are. */
final class ConnectHandler {

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

  void handle(Exchange exchange, Call call, RequestPath.Objects path, Way way) {
    if (way.isAdmitted()) {
      pipeline.connect(call, ConnectOptions.of(exchange, path, way));
    }
    if (way.isCreation()) {
      pipeline.authorize(call.info().withVerb("create"));
    }
    NodeConnection connection =
        nodes.orElseThrow(
            () -> ApiException.unavailable("no nodes are connected to this API server"));
    switch (way) {
      case LOG -> LogHandler.handle(exchange, pipeline.connected(call), connection, time);
      case EXEC -> ExecSocket.upgrade(exchange, pipeline.connected(call), false, connection, time);
      case ATTACH -> ExecSocket.upgrade(exchange, pipeline.connected(call), true, connection, time);
      case PORT_FORWARD ->
          PortForward.upgrade(exchange, pipeline.connected(call), connection, time);
      case PROXY -> proxy.handle(exchange, call, path, connection);
    }
  }
}

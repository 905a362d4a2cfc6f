// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.NodeConnection;
import dev.coracle.apiserver.request.RequestPipeline;
import java.util.Optional;
import java.util.Set;

/** Requests that connect to a running Pod: log, exec, attach, port-forward, proxy. */
final class ConnectHandler {

  private static final Set<String> CONNECTING =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  private final RequestPipeline pipeline;
  private final Time time;
  private volatile Optional<NodeConnection> nodes = Optional.empty();

  ConnectHandler(RequestPipeline pipeline, Time time) {
    this.pipeline = pipeline;
    this.time = time;
  }

  void connect(NodeConnection connection) {
    nodes = Optional.of(connection);
  }

  boolean takes(RequestPath.Objects path) {
    return CONNECTING.contains(path.subresource());
  }

  void handle(Exchange exchange, ResourceType type, RequestPath.Objects path) {
    throw ApiException.notImplemented(type + "/" + path.subresource());
  }
}

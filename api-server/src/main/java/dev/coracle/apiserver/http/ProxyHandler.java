// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.RequestPipeline;
import org.eclipse.jetty.http.HttpHeader;

/** Requests handed on to a Pod, to one of the Pods behind a Service, or to a port of a node. */
final class ProxyHandler {

  private final RequestPipeline pipeline;
  private final ProxyLocator locator;
  private final Time time;

  ProxyHandler(RequestPipeline pipeline, Time time) {
    this.pipeline = pipeline;
    this.locator = new ProxyLocator(pipeline);
    this.time = time;
  }

  void handle(Exchange exchange, Call call, RequestPath.Objects path, NodeConnection nodes) {
    ResourceType type = call.type();
    ProxyName name = ProxyName.parse(type, path.name());
    KubeObject object =
        pipeline.connected(call.about(new ObjectKey(path.namespace(), name.name())));
    ProxyTarget target = locator.locate(type, object, name);
    var relay = new ProxyRelay(exchange, target, path.rest(), nodes, time);
    if (!relay.isUpgrade() && path.rest().isEmpty() && isRead(exchange)) {
      sendToTheSlash(exchange);
    } else {
      relay.start();
    }
  }

  private static boolean isRead(Exchange exchange) {
    return exchange.method().equals("GET") || exchange.method().equals("HEAD");
  }

  /** Links of a page would else lead beside it (upgradeaware.go, proxyRedirectsforRootPath). */
  private static void sendToTheSlash(Exchange exchange) {
    var uri = exchange.request().getHttpURI();
    String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
    exchange.begin(301);
    exchange.response().getHeaders().put(HttpHeader.LOCATION, uri.getPath() + "/" + query);
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    exchange.callback().succeeded();
  }
}

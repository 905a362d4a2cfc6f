// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;

/** An application that asks another Service for prices. */
public class OrdersVerticle extends AbstractVerticle {

  private int port;

  public int port() {
    return port;
  }

  @Override
  public void start(Promise<Void> started) {
    WebClient prices = WebClient.create(vertx);
    vertx
        .createHttpServer()
        .requestHandler(
            request ->
                prices
                    .get(80, "prices.default.svc.cluster.local", "/tea")
                    .send()
                    .map(HttpResponse::bodyAsString)
                    .otherwise(Throwable::toString)
                    .onSuccess(price -> request.response().end("ordered for " + price)))
        .listen(0, "127.0.0.1")
        .map(this::listening)
        .onComplete(started);
  }

  private Void listening(HttpServer server) {
    port = server.actualPort();
    return null;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.RecentLog;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.auth.Authenticator;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.request.RequestPipeline;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry of every request: who it is, what it is about, and the one place that answers errors.
 */
public final class ApiHandler extends Handler.Abstract {

  private static final Logger logger = LoggerFactory.getLogger(ApiHandler.class);

  private final Authenticator authenticator;
  private final RequestPipeline pipeline;
  private final ObjectsHandler objects;
  private final DiscoveryHandler discovery;
  private final Time time;
  private final RecentLog<ApiRequest> log;

  ApiHandler(
      Authenticator authenticator,
      RequestPipeline pipeline,
      ObjectsHandler objects,
      DiscoveryHandler discovery,
      Time time,
      RecentLog<ApiRequest> log) {
    this.time = time;
    this.log = log;
    this.authenticator = authenticator;
    this.pipeline = pipeline;
    this.objects = objects;
    this.discovery = discovery;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, time.now(), log);
    try {
      exchange.authenticatedAs(authenticator.authenticate(exchange.credentials()));
      dispatch(exchange);
    } catch (ApiException refusal) {
      exchange.fail(refusal);
    } catch (RuntimeException e) {
      logger
          .atError()
          .addKeyValue("path", request.getHttpURI().getPath())
          .setCause(e)
          .log("request failed");
      exchange.fail(ApiException.internal(String.valueOf(e)));
    }
    return true;
  }

  private void dispatch(Exchange exchange) {
    if (exchange.path() instanceof RequestPath.Objects about) {
      RequestInfo info =
          acting(exchange, exchange.info(ObjectsHandler.verb(exchange, about), about));
      objects.handle(exchange, about, info);
    } else if (exchange.path() instanceof RequestPath.Other other) {
      pipeline.authorize(acting(exchange, exchange.info(other)));
      discovery.handle(exchange, other.path());
    }
  }

  /** The request as whom it is to be made. */
  private RequestInfo acting(Exchange exchange, RequestInfo info) {
    return exchange
        .wantedUser()
        .map(
            wanted -> {
              RequestInfo acting = pipeline.impersonate(info, wanted);
              exchange.actingAs(acting.user());
              return acting;
            })
        .orElse(info);
  }
}

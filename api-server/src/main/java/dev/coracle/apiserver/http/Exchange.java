// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.RecentLog;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import tools.jackson.databind.JsonNode;

/** One HTTP request and the answer to it. Used by one thread at a time. */
final class Exchange {

  /** As much as etcd takes, twice, which is what Kubernetes allows. */
  private static final int LONGEST_BODY = 3 * 1024 * 1024;

  private final Instant now;
  private final RecentLog<ApiRequest> log;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Fields query;
  private final Warnings warnings = new Warnings();
  private User user = User.ANONYMOUS;

  Exchange(
      Request request,
      Response response,
      Callback callback,
      Instant now,
      RecentLog<ApiRequest> log) {
    this.log = log;
    this.now = now;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.query = Request.extractQueryParameters(request);
  }

  /** When it began. */
  Instant now() {
    return now;
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  /** The method; a HEAD is a GET whose body is left out by the server below. */
  String method() {
    String method = request.getMethod();
    return method.equals("HEAD") ? "GET" : method;
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  String path() {
    return Request.getPathInContext(request);
  }

  User user() {
    return user;
  }

  void authenticatedAs(User who) {
    user = who;
  }

  Call call() {
    return new Call(user, warnings::add);
  }

  /** The value of a query parameter; empty where it is absent. */
  String query(String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  Fields queries() {
    return query;
  }

  boolean flag(String name) {
    String value = query(name);
    return value.equals("true") || value.equals("1") || query.get(name) != null && value.isEmpty();
  }

  String header(HttpHeader header) {
    return header(header.asString());
  }

  String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  MediaTypes.Form form() {
    return MediaTypes.choose(header(HttpHeader.ACCEPT));
  }

  /**
   * The whole body.
   *
   * @throws ApiException 413 when it is too long
   */
  byte[] body() {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(LONGEST_BODY + 1);
      if (body.length > LONGEST_BODY) {
        throw ApiException.of(
            413, "RequestEntityTooLarge", "Request entity too large: limit is " + LONGEST_BODY);
      }
      return body;
    } catch (IOException e) {
      throw ApiException.badRequest("the body ended early: " + e.getMessage());
    }
  }

  void answer(int code, JsonNode document) {
    answer(code, "application/json", Json.bytes(document));
  }

  void answer(int code, String contentType, byte[] body) {
    begin(code, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Sets the status and headers of an answer whose body follows. */
  void begin(int code, String contentType) {
    response.setStatus(code);
    log.add(
        new ApiRequest(
            now, user.name(), request.getMethod(), request.getHttpURI().getPathQuery(), code));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, private");
    warnings.headers().forEach(warning -> response.getHeaders().add("Warning", warning));
  }

  void fail(ApiException refusal) {
    if (response.isCommitted()) {
      callback.failed(refusal);
      return;
    }
    answer(refusal.code(), refusal.toStatus());
  }
}

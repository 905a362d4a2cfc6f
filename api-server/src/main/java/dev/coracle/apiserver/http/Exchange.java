// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.RecentLog;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.auth.Credentials;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import tools.jackson.databind.JsonNode;

/** One HTTP request and the answer to it. Used by one thread at a time. */
final class Exchange {

  /** As much as etcd takes, twice, which is what Kubernetes allows. */
  private static final int LONGEST_BODY = 3 * 1024 * 1024;

  private static final long MOST_SECONDS = 100L * 365 * 24 * 60 * 60;
  private static final int COMPRESSED_FROM = 128 * 1024;

  private final Instant now;
  private final RecentLog<ApiRequest> log;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Fields query;
  private final RequestPath path;
  private final Warnings warnings = new Warnings();
  private User user = User.ANONYMOUS;
  private String actor = user.name();

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
    String asked = request.getHttpURI().getPath();
    this.path = RequestPath.parse(asked == null ? "*" : asked);
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

  String method() {
    return request.getMethod();
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  RequestPath path() {
    return path;
  }

  User user() {
    return user;
  }

  /** What the client shows of who it is. */
  Credentials credentials() {
    return new Credentials(header(HttpHeader.AUTHORIZATION), peerCertificate());
  }

  private Optional<X509Certificate> peerCertificate() {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData session
        && session.peerCertificates() != null
        && session.peerCertificates().length > 0) {
      return Optional.of(session.peerCertificates()[0]);
    }
    return Optional.empty();
  }

  void authenticatedAs(User who) {
    user = who;
    actor = who.name();
  }

  /** As whom the request is to be made; empty for the user. */
  Optional<User> wantedUser() {
    return ImpersonationHeaders.wanted(request.getHeaders());
  }

  /** Notes that the request is made as somebody else. */
  void actingAs(User other) {
    actor = user.name() + " as " + other.name();
  }

  /** What is known of a request about objects before its body is read. */
  RequestInfo info(String verb, RequestPath.Objects path) {
    ResourceType named =
        new ResourceType(path.group(), path.version(), path.plural(), "", "", true);
    return RequestInfo.of(
        user,
        verb,
        named,
        path.subresource(),
        new ObjectKey(path.namespace(), path.name()),
        header(HttpHeader.USER_AGENT),
        now);
  }

  /** What is known of a request for anything else. */
  RequestInfo info(RequestPath.Other path) {
    return RequestInfo.ofPath(
        user, method().toLowerCase(Locale.ROOT), path.path(), header(HttpHeader.USER_AGENT), now);
  }

  /** The value of a query parameter; empty where it is absent. */
  String query(String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  Fields queries() {
    return query;
  }

  boolean has(String name) {
    return query.get(name) != null;
  }

  /** Whether a parameter is there and does not say no. */
  boolean flag(String name) {
    String value = query(name);
    return has(name) && !value.equalsIgnoreCase("false") && !value.equals("0");
  }

  /**
   * The number that a parameter gives; 0 where it is absent.
   *
   * @throws ApiException 400 when it is none
   */
  long number(String name) {
    String text = query(name);
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing \""
              + text
              + "\": "
              + (text.matches("[+-]?\\d+") ? "value out of range" : "invalid syntax"));
    }
  }

  /** A number of seconds; more than a century is as good as a century, and can be counted with. */
  long seconds(String name) {
    return countable(number(name));
  }

  static long countable(long seconds) {
    return Math.max(-MOST_SECONDS, Math.min(seconds, MOST_SECONDS));
  }

  /** Host and port as the client calls the server: HTTP/2 has no header {@code Host}. */
  String authority() {
    HttpURI uri = request.getHttpURI();
    return uri.hasAuthority() ? String.valueOf(uri.getAuthority()) : header(HttpHeader.HOST);
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

  void answer(int code, String contentType, byte[] document) {
    answer(code, contentType, ByteBuffer.wrap(document));
  }

  void answer(int code, String contentType, ByteBuffer document) {
    ByteBuffer body =
        wantsPretty() && contentType.startsWith("application/json")
            ? ByteBuffer.wrap(Answers.pretty(DocumentBuffer.array(document)))
            : document;
    begin(code, contentType);
    if (body.remaining() > COMPRESSED_FROM && method().equals("GET") && takesGzip()) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
      response.getHeaders().add(HttpHeader.VARY, "Accept-Encoding");
      body = ByteBuffer.wrap(Answers.gzip(DocumentBuffer.array(body)));
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body, callback);
  }

  /** As in Kubernetes, people get line breaks by their tools' names, or by asking for them. */
  private boolean wantsPretty() {
    if (!query("pretty").isEmpty()) {
      return flag("pretty");
    }
    String agent = header(HttpHeader.USER_AGENT);
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }

  private boolean takesGzip() {
    return Stream.of(header(HttpHeader.ACCEPT_ENCODING).split(","))
        .anyMatch(coding -> coding.split(";", 2)[0].strip().equals("gzip"));
  }

  /** Sets the status and headers of an answer whose body follows. */
  void begin(int code, String contentType) {
    begin(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, private");
  }

  /** Sets the status of an answer whose headers follow. */
  void begin(int code) {
    response.setStatus(code);
    log.add(
        new ApiRequest(now, actor, request.getMethod(), request.getHttpURI().getPathQuery(), code));
    warnings.headers().forEach(warning -> response.getHeaders().add("Warning", warning));
  }

  /**
   * Goes on only if the method is one that the path takes.
   *
   * @throws ApiException 405, which like that of Kubernetes does not say which methods there are
   */
  void requireMethod(Collection<String> allowed) {
    if (!allowed.contains(method())) {
      throw ApiException.response(
          405,
          "MethodNotAllowed",
          "the server does not allow this method on the requested resource");
    }
  }

  /** Answers with plain text. */
  void answer(int code, String text) {
    answer(code, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** Paths below which nothing is served are no part of the API, whose refusals have a form. */
  void answerNoSuchPath() {
    answer(404, "404 page not found\n");
  }

  void fail(ApiException refusal) {
    if (response.isCommitted()) {
      callback.failed(refusal);
      return;
    }
    endConnectionIfUnread();
    Answers.send(this, refusal.code(), syntaxOfRefusals(), Json.bytes(refusal.toStatus()));
  }

  /**
   * A refusal may come before its body does, which then is in the way of the next request: the
   * client is told, as by Go's server, that the connection ends.
   * https://github.com/golang/go/blob/go1.25.0/src/net/http/server.go (maxPostHandlerReadBytes)
   */
  private void endConnectionIfUnread() {
    boolean oneAtATime = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    if (oneAtATime && !request.consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  private MediaTypes.Syntax syntaxOfRefusals() {
    try {
      return form().syntax();
    } catch (ApiException unacceptable) {
      return MediaTypes.Syntax.JSON;
    }
  }
}

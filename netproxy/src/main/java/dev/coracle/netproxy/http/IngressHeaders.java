// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the Ingress changes in the heads of requests and responses, as ingress-nginx does it. */
final class IngressHeaders {

  private static final List<String> HOP_BY_HOP =
      List.of("Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE");
  private static final Set<String> NOT_IDEMPOTENT = Set.of("POST", "LOCK", "PATCH");
  private static final String REQUEST_ID = "X-Request-ID";

  private IngressHeaders() {}

  /** The head that the backend gets. */
  static HttpRequest forward(HttpRequest request, Channel client, boolean tls, String id) {
    HttpHeaders headers = request.headers().copy();
    boolean upgrade = isUpgrade(request);
    HOP_BY_HOP.forEach(headers::remove);
    if (upgrade) {
      headers.set(HttpHeaderNames.CONNECTION, "upgrade");
    } else {
      headers.remove(HttpHeaderNames.UPGRADE);
    }
    InetSocketAddress remote = (InetSocketAddress) client.remoteAddress();
    String address = remote.getAddress().getHostAddress();
    headers.set(HttpHeaderNames.HOST, host(request));
    headers.set("X-Real-IP", address);
    headers.set("X-Forwarded-For", address);
    headers.set("X-Forwarded-Host", host(request));
    headers.set("X-Forwarded-Port", tls ? "443" : "80");
    headers.set("X-Forwarded-Proto", tls ? "https" : "http");
    headers.set("X-Forwarded-Scheme", tls ? "https" : "http");
    if (!headers.contains(REQUEST_ID)) {
      headers.set(REQUEST_ID, id);
    }
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, request.method(), origin(request.uri()), headers);
  }

  /** Why a request cannot be served as it is, if so. */
  static Optional<HttpResponseStatus> fault(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      boolean uri = request.decoderResult().cause() instanceof TooLongHttpLineException;
      return Optional.of(
          uri ? HttpResponseStatus.REQUEST_URI_TOO_LONG : HttpResponseStatus.BAD_REQUEST);
    }
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    boolean optional = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    return hosts == 1 || hosts == 0 && optional
        ? Optional.empty()
        : Optional.of(HttpResponseStatus.BAD_REQUEST);
  }

  /** Whether a request may be sent a second time, as its first try may have had an effect. */
  static boolean isIdempotent(HttpRequest request) {
    return !NOT_IDEMPOTENT.contains(request.method().name());
  }

  static boolean isUpgrade(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE)
        && request.headers().containsValue(HttpHeaderNames.CONNECTION, "upgrade", true);
  }

  /** The host a request is for: of an absolute URI, or of its Host header. */
  static String host(HttpRequest request) {
    String header = request.headers().get(HttpHeaderNames.HOST, "");
    return request.uri().startsWith("/") ? header : authority(request.uri(), header);
  }

  private static String authority(String uri, String otherwise) {
    try {
      String authority = URI.create(uri).getRawAuthority();
      return authority == null ? otherwise : authority;
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  /** The path and query of a request's URI, which may be absolute. */
  static String origin(String uri) {
    int scheme = uri.indexOf("://");
    if (uri.startsWith("/") || scheme < 0) {
      return uri;
    }
    int path = uri.indexOf('/', scheme + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  /** The path of a request's URI as it was sent, without its query. */
  static String path(HttpRequest request) {
    String origin = origin(request.uri());
    int query = origin.indexOf('?');
    return query < 0 ? origin : origin.substring(0, query);
  }

  /** Makes the backend's head the client's. */
  static void back(HttpResponse response, HttpRequest request, boolean keepAlive, Instant now) {
    HttpHeaders headers = response.headers();
    boolean switching = response.status().code() == 101;
    if (!switching) {
      HOP_BY_HOP.forEach(headers::remove);
      response.setProtocolVersion(HttpVersion.HTTP_1_1);
      addDate(headers, now);
      HttpUtil.setKeepAlive(headers, request.protocolVersion(), keepAlive);
    }
  }

  static void addDate(HttpHeaders headers, Instant now) {
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(
          HttpHeaderNames.DATE,
          DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
    }
    if (!headers.contains(HttpHeaderNames.SERVER)) {
      headers.set(HttpHeaderNames.SERVER, "coracle");
    }
  }

  /** Whether the end of the response is known before the backend closes the connection. */
  static boolean isDelimited(HttpResponse response, HttpRequest request) {
    int code = response.status().code();
    boolean empty = code / 100 == 1 || code == 204 || code == 304;
    boolean head = request.method().name().equals("HEAD");
    return empty
        || head
        || HttpUtil.isTransferEncodingChunked(response)
        || response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * What becomes of the headers of a message on its way through the server.
 *
 * @param prefix the path of the proxied object, which comes before every path of its server
 * @param host the server's name as the client said it
 * @param scheme how the client reached the server
 * @param client the client's address
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/util/proxy/transport.go">
 *     transport.go</a>
 */
record ProxyHeaders(String prefix, String host, String scheme, String client) {

  /** Go's {@code hopHeaders}: they belong to one connection. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "proxy-connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** The server removes what it has acted on itself. */
  private static final String IMPERSONATE = "impersonate-";

  /** The headers of a request that goes on to a path. */
  HttpHeaders request(HttpHeaders headers, String path) {
    HttpHeaders own = withoutCredentials(ofMessage(headers));
    if (headers.has("TE", "trailers")) {
      own = own.and("TE", "trailers");
    }
    return forwardedFor(own)
        .with("X-Forwarded-Uri", prefix + path.replaceFirst("\\?.*", ""))
        .with("X-Forwarded-Host", host)
        .with("X-Forwarded-Proto", scheme);
  }

  /** The headers of a request to change the protocol: those of the connection go with it. */
  HttpHeaders upgrade(HttpHeaders headers) {
    return forwardedFor(withoutCredentials(headers));
  }

  private static HttpHeaders withoutCredentials(HttpHeaders headers) {
    return headers.without(
        name ->
            name.equalsIgnoreCase("Authorization")
                || name.toLowerCase(Locale.ROOT).startsWith(IMPERSONATE));
  }

  private HttpHeaders forwardedFor(HttpHeaders headers) {
    String before = String.join(", ", headers.values("X-Forwarded-For"));
    return headers.with("X-Forwarded-For", before.isEmpty() ? client : before + ", " + client);
  }

  /** The headers of an answer, whose places on the server are seen from the client. */
  HttpHeaders response(HttpHeaders headers, String targetHost) {
    HttpHeaders own = ofMessage(headers).without(ProxyHeaders::isOfCors);
    return own.first("Location")
        .map(location -> own.with("Location", location(location, targetHost)))
        .orElse(own);
  }

  /** Whether a page of the server may be read by others is the server's to say. */
  private static boolean isOfCors(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin" ->
          true;
      default -> false;
    };
  }

  private static HttpHeaders ofMessage(HttpHeaders headers) {
    var named = headers.elements("Connection");
    return headers.without(
        name ->
            OF_A_CONNECTION.contains(name.toLowerCase(Locale.ROOT))
                || named.stream().anyMatch(name::equalsIgnoreCase));
  }

  private String location(String location, String targetHost) {
    URI uri;
    try {
      uri = new URI(location);
    } catch (URISyntaxException e) {
      return location;
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    boolean elsewhere =
        !authority.isEmpty() && !authority.equals(targetHost) && !authority.equals(host);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (elsewhere || !path.startsWith("/")) {
      return location;
    }
    String seen = path.startsWith(prefix) ? path : prefix + path;
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
    return seen + query + fragment;
  }
}

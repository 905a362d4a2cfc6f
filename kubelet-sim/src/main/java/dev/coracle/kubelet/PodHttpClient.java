// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small HTTP client whose connections are a Pod's. Each request has a connection of its own. */
public final class PodHttpClient {

  private static final int LARGEST_BODY = 64 << 20;

  private final ContainerContext context;
  private final Duration timeout;

  PodHttpClient(ContainerContext context) {
    this(context, Duration.ofSeconds(30));
  }

  private PodHttpClient(ContainerContext context, Duration timeout) {
    this.context = context;
    this.timeout = timeout;
  }

  /** The same client with another limit for connecting. */
  public PodHttpClient withTimeout(Duration other) {
    return new PodHttpClient(context, other);
  }

  public Response get(String url) throws IOException {
    return send("GET", url, Map.of(), "");
  }

  public Response post(String url, String contentType, String body) throws IOException {
    return send("POST", url, Map.of("Content-Type", contentType), body);
  }

  /** Sends a request; redirects are the caller's. */
  public Response send(String method, String url, Map<String, String> headers, String body)
      throws IOException {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: http://host[:port]/path; for TLS use socketFactory())");
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", uri.getRawAuthority());
    all.put("User-Agent", "coracle");
    all.put("Accept", "*/*");
    all.putAll(headers);
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    try (Socket socket = context.connect(host(uri), port, timeout)) {
      return HttpExchange.send(
          socket, method, target(uri), all, body.getBytes(StandardCharsets.UTF_8), LARGEST_BODY);
    }
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String target(URI uri) {
    String path = uri.getRawPath();
    String whole = path == null || path.isEmpty() ? "/" : path;
    return uri.getRawQuery() == null ? whole : whole + "?" + uri.getRawQuery();
  }
}

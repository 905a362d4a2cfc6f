// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.PodHttpClient;
import dev.coracle.program.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The HTTP client of a container: each request has a connection of its own. */
record DialledHttpClient(ContainerContext context, Duration timeout) implements PodHttpClient {

  private static final int LARGEST_BODY = 64 << 20;

  static DialledHttpClient of(ContainerContext context) {
    return new DialledHttpClient(context, ContainerContext.CONNECT_TIMEOUT);
  }

  @Override
  public DialledHttpClient withTimeout(Duration other) {
    return new DialledHttpClient(context, other);
  }

  @Override
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

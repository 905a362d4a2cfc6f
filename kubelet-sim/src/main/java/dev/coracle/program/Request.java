// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request as it arrived at a container. Header names are compared without regard to case.
 */
public final class Request {

  private final String method;
  private final String path;
  private final String target;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final InetSocketAddress remote;
  private final int port;
  private final ContainerContext context;

  /** A request as the server of a container makes it; a test of a handler may make its own. */
  public Request(
      String method,
      String target,
      String path,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      InetSocketAddress remote,
      int port,
      ContainerContext context) {
    this.method = method;
    this.target = target;
    this.path = path;
    this.query = Collections.unmodifiableMap(query);
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
    this.remote = remote;
    this.port = port;
    this.context = context;
  }

  /** The method, such as {@code GET}. */
  public String method() {
    return method;
  }

  /** The decoded path, without the query. */
  public String path() {
    return path;
  }

  /** The path and query as they were sent. */
  public String target() {
    return target;
  }

  /** The decoded parameters of the query. */
  public Map<String, List<String>> query() {
    return query;
  }

  /** The first value of a parameter of the query. */
  public Optional<String> query(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** All headers, by names in any case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The body as UTF-8 text. */
  public String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body; empty where there is none. */
  public byte[] bytes() {
    return body.clone();
  }

  /** Where the connection comes from. */
  public InetSocketAddress remote() {
    return remote;
  }

  /** The port of the container that the request came to. */
  public int port() {
    return port;
  }

  /** The Pod that is asked. */
  public PodInfo pod() {
    return context.pod();
  }

  /** The container that is asked. */
  public ContainerContext context() {
    return context;
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}

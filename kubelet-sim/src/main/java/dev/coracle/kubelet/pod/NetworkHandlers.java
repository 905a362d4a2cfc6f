// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import dev.coracle.api.http.ClientTls;
import dev.coracle.kubelet.node.PodNetwork;
import dev.coracle.kubelet.process.HttpExchange;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.program.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Does what the handlers of probes and hooks ask for over the network. Blocks. */
final class NetworkHandlers {

  private static final int MOST_BODY = 10 << 10;
  private static final int MOST_REDIRECTS = 10;

  private final PodNetwork network;
  private final String node;
  private final String podAddress;
  private final ContainerSpec container;

  NetworkHandlers(PodNetwork network, String node, String podAddress, ContainerSpec container) {
    this.network = network;
    this.node = node;
    this.podAddress = podAddress;
    this.container = container;
  }

  /** Connects, and closes again. */
  ProbeResult tcpSocket(JsonNode action, Duration timeout, Consumer<Socket> opened) {
    Optional<Integer> port = container.portNumber(action.path("port"));
    if (port.isEmpty()) {
      return noSuchPort(action);
    }
    String host = host(action);
    try (Socket socket = network.dialFromNode(node, host, port.get(), timeout)) {
      opened.accept(socket);
      return ProbeResult.success("");
    } catch (IOException e) {
      return ProbeResult.failure(dialError(e, host, port.get()));
    }
  }

  /** Sends a GET and judges its status. */
  ProbeResult httpGet(
      JsonNode action, String userAgent, Duration timeout, Consumer<Socket> opened) {
    Optional<Integer> port = container.portNumber(action.path("port"));
    if (port.isEmpty()) {
      return noSuchPort(action);
    }
    Get get = get(action, port.get());
    return follow(get, headers(action, get, userAgent), timeout, opened);
  }

  private Get get(JsonNode action, int port) {
    String scheme = Json.textAt(action, "scheme").equalsIgnoreCase("HTTPS") ? "https" : "http";
    String path = Json.textAt(action, "path");
    String target = path.startsWith("/") ? path : "/" + path;
    return new Get(scheme, host(action), port, target);
  }

  /** Where a GET goes, as messages show it. */
  String url(JsonNode action) {
    return get(action, container.portNumber(action.path("port")).orElse(0)).url();
  }

  /** One GET: where it goes. */
  private record Get(String scheme, String host, int port, String target) {

    String url() {
      return scheme + "://" + authority() + target;
    }

    /** As Go joins a host and a port. */
    String authority() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    Get redirectedTo(URI to) {
      String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
      int other = to.getPort() < 0 ? (to.getScheme().equals("https") ? 443 : 80) : to.getPort();
      return new Get(to.getScheme(), to.getHost(), other, to.getRawPath() + query);
    }
  }

  private ProbeResult follow(
      Get first, Map<String, String> headers, Duration timeout, Consumer<Socket> opened) {
    Get get = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      Response response;
      try (Socket socket = dial(get, timeout)) {
        opened.accept(socket);
        response = HttpExchange.send(socket, "GET", get.target, headers, new byte[0], MOST_BODY);
      } catch (IOException e) {
        return ProbeResult.failure("Get \"" + get.url() + "\": " + getError(e, get));
      }
      Optional<URI> redirect = redirect(get, response);
      if (redirect.isEmpty()) {
        return judged(response);
      }
      if (!redirect.get().getHost().equals(get.host)) {
        return new ProbeResult(
            ProbeResult.Outcome.WARNING,
            "Probe terminated redirects, Response body: " + response.body());
      }
      get = get.redirectedTo(redirect.get());
    }
    return ProbeResult.failure(
        "Get \"" + first.url() + "\": stopped after " + MOST_REDIRECTS + " redirects");
  }

  private Socket dial(Get get, Duration timeout) throws IOException {
    Socket socket = network.dialFromNode(node, get.host, get.port, timeout);
    return get.scheme.equals("https")
        ? ClientTls.unverified().over(socket, get.host, get.port)
        : socket;
  }

  private static Optional<URI> redirect(Get get, Response response) {
    boolean redirects =
        switch (response.status()) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
    return redirects
        ? response.header("location").map(l -> URI.create(get.url()).resolve(l))
        : Optional.empty();
  }

  private static ProbeResult judged(Response response) {
    return response.status() >= 200 && response.status() < 400
        ? ProbeResult.success(response.body())
        : ProbeResult.failure("HTTP probe failed with statuscode: " + response.status());
  }

  private static Map<String, String> headers(JsonNode action, Get get, String userAgent) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", get.authority());
    headers.put("User-Agent", userAgent);
    headers.put("Accept", "*/*");
    for (JsonNode header : action.path("httpHeaders")) {
      String name = Json.textAt(header, "name");
      String value = Json.textAt(header, "value");
      if (value.isEmpty()) {
        headers.remove(name);
      } else {
        headers.put(name, value);
      }
    }
    return headers;
  }

  private String host(JsonNode action) {
    String host = Json.textAt(action, "host");
    return host.isEmpty() ? podAddress : host;
  }

  private static ProbeResult noSuchPort(JsonNode action) {
    return ProbeResult.error("couldn't find port: " + Json.text(action.path("port")));
  }

  private static String getError(IOException e, Get get) {
    if (e instanceof SocketTimeoutException) {
      return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    }
    return dialError(e, get.host, get.port);
  }

  private static String dialError(IOException e, String host, int port) {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    String dial = "dial tcp " + literal + ":" + port + ": ";
    if (e instanceof ConnectException) {
      return dial + "connect: connection refused";
    }
    if (e instanceof SocketTimeoutException) {
      return dial + "i/o timeout";
    }
    if (e instanceof UnknownHostException) {
      return "dial tcp: lookup " + host + ": no such host";
    }
    return String.valueOf(e.getMessage());
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A small HTTP client whose connections are a Pod's. Each request has a connection of its own. */
public interface PodHttpClient {

  /** The same client with another limit for connecting. */
  PodHttpClient withTimeout(Duration timeout);

  /** Sends a GET. */
  default Response get(String url) throws IOException {
    return send("GET", url, Map.of(), "");
  }

  /** Sends a POST with a body. */
  default Response post(String url, String contentType, String body) throws IOException {
    return send("POST", url, Map.of("Content-Type", contentType), body);
  }

  /** Sends a request; redirects are the caller's. */
  Response send(String method, String url, Map<String, String> headers, String body)
      throws IOException;
}

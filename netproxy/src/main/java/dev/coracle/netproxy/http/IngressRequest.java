// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A request that came through the Ingress, as its access log remembers it.
 *
 * @param ingress the Ingress that took it, {@code namespace/name}; empty where none did
 * @param service the Service it went to; empty for none
 * @param endpoint the endpoint that answered, {@code ip:port}; empty for none
 */
public record IngressRequest(
    Instant at,
    String client,
    boolean tls,
    String method,
    String host,
    String uri,
    String ingress,
    String service,
    String endpoint,
    int status,
    Duration took) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s \"%s %s://%s%s\" %d %dms [%s -> %s -> %s]",
        at,
        client,
        method,
        tls ? "https" : "http",
        host,
        uri,
        status,
        took.toMillis(),
        ingress,
        service,
        endpoint);
  }
}

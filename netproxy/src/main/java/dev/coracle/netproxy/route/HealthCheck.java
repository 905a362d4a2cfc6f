// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;

/** What the health check port of a Service answers on one node. */
public record HealthCheck(ObjectKey service, int localEndpoints) {

  public static HealthCheck of(ObjectKey service, String node, NetworkState state) {
    return new HealthCheck(service, localEndpoints(service, node, state));
  }

  /** How many ready endpoints of a Service are on a node. */
  static int localEndpoints(ObjectKey service, String node, NetworkState state) {
    return (int)
        state.slices(service).stream()
            .map(Slice::endpoints)
            .flatMap(endpoints -> endpoints.stream())
            .filter(endpoint -> endpoint.ready() && endpoint.nodeName().equals(node))
            .flatMap(endpoint -> endpoint.addresses().stream().limit(1))
            .distinct()
            .count();
  }

  public int code() {
    return localEndpoints > 0 ? 200 : 503;
  }

  public String body() {
    return "{\n\t\"service\": {\n\t\t\"namespace\": \""
        + service.namespace()
        + "\",\n\t\t\"name\": \""
        + service.name()
        + "\"\n\t},\n\t\"localEndpoints\": "
        + localEndpoints
        + ",\n\t\"serviceProxyHealthy\": true\n}";
  }
}

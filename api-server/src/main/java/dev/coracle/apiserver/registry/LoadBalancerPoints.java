// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/**
 * The points of a load balancer in the status of a Service or an Ingress: each an address, a host
 * name, or both.
 */
public final class LoadBalancerPoints {

  /** Where the points are in either. */
  public static final String PATH = "status.loadBalancer.ingress";

  private LoadBalancerPoints() {}

  /** Visits the points of a status, each with its path. */
  public static void each(JsonNode object, BiConsumer<JsonNode, String> check) {
    Values.each(object.at("/status/loadBalancer/ingress"), PATH, check);
  }

  /** The addresses of a stored status, which are accepted as they are. */
  public static List<String> stored(KubeObject object) {
    return object
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .map(point -> Values.text(point, "ip"))
        .toList();
  }

  /** Checks the address of a point. */
  public static void checkIp(FieldErrors errors, JsonNode point, String path, List<String> stored) {
    String ip = Values.text(point, "ip");
    if (!ip.isEmpty()) {
      boolean unused = IpRules.legacyIp(errors, path + ".ip", ip, stored);
    }
  }

  /** Checks the host name of a point. */
  public static void checkHostname(FieldErrors errors, JsonNode point, String path) {
    String hostname = Values.text(point, "hostname");
    if (!hostname.isEmpty()) {
      Values.dnsSubdomain(errors, path + ".hostname", hostname);
      if (IpAddress.parseLegacy(hostname).isPresent()) {
        errors.invalid(path + ".hostname", hostname, "must be a DNS name, not an IP address");
      }
    }
  }
}

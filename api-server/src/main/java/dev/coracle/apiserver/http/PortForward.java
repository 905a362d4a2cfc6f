// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Session;

/** The handshake of a port-forward, in one of two subprotocols. */
final class PortForward {

  private static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";
  private static final String CHANNELS = "v4.channel.k8s.io";

  private PortForward() {}

  /** Answers a handshake, or refuses what is none. */
  static void upgrade(Exchange exchange, KubeObject pod, NodeConnection nodes, Time time) {
    if (pod.text("spec", "nodeName").isEmpty()) {
      throw ApiException.badRequest("pod %s does not have a host assigned".formatted(pod.name()));
    }
    WebSockets.refuseSpdy(exchange);
    WebSockets.upgrade(
        exchange, List.of(TUNNEL, CHANNELS), chosen -> socket(exchange, chosen, pod, nodes, time));
  }

  private static Session.Listener socket(
      Exchange exchange, String protocol, KubeObject pod, NodeConnection nodes, Time time) {
    return protocol.equals(TUNNEL)
        ? new PortForwardTunnel(pod, nodes, time)
        : new PortForwardSocket(pod, ports(exchange), nodes, time);
  }

  private static List<Integer> ports(Exchange exchange) {
    List<Integer> ports = new ArrayList<>();
    for (String listed : exchange.queries().getValuesOrEmpty("ports")) {
      for (String text : listed.split(",", -1)) {
        ports.add(
            port(text)
                .orElseThrow(
                    () ->
                        ApiException.badRequest(
                            "unable to parse \"%s\" as a port (expected: 1-65535)"
                                .formatted(text))));
      }
    }
    if (ports.isEmpty()) {
      throw ApiException.badRequest("query parameter \"port\" is required");
    }
    return ports;
  }

  /** A port number; empty where a text is none. */
  static Optional<Integer> port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(text);
    return port < 1 || port > 0xffff ? Optional.empty() : Optional.of(port);
  }
}

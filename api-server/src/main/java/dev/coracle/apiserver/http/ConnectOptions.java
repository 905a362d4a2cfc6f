// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a client wants to connect, as the document that admission is shown, such as PodExecOptions.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/api/core/v1/types.go">
 *     PodExecOptions</a>
 */
final class ConnectOptions {

  private ConnectOptions() {}

  /** The members; whose kind it is, is for those to say who know the subresource. */
  static ObjectNode of(Exchange exchange, RequestPath.Objects path, Way way) {
    ObjectNode options = Json.object();
    switch (way) {
      case EXEC, ATTACH -> addStreams(exchange, options);
      case PORT_FORWARD -> addPorts(exchange, options);
      case PROXY -> addText(options, "path", path.rest());
      case LOG -> {}
    }
    return options;
  }

  private static void addStreams(Exchange exchange, ObjectNode options) {
    for (String stream : List.of("stdin", "stdout", "stderr", "tty")) {
      if (exchange.flag(stream)) {
        options.put(stream, true);
      }
    }
    addText(options, "container", exchange.query("container"));
    List<String> command = exchange.queries().getValuesOrEmpty("command");
    if (!command.isEmpty()) {
      ArrayNode words = options.putArray("command");
      command.forEach(words::add);
    }
  }

  /** Those that are none are for the connection to refuse. */
  private static void addPorts(Exchange exchange, ObjectNode options) {
    for (String listed : exchange.queries().getValuesOrEmpty("ports")) {
      for (String text : listed.split(",", -1)) {
        PortForward.port(text).ifPresent(port -> Json.arrayAt(options, "ports").add(port));
      }
    }
  }

  private static void addText(ObjectNode options, String member, String text) {
    if (!text.isEmpty()) {
      options.put(member, text);
    }
  }
}

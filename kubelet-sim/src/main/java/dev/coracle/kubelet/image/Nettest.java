// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.api.Json;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** {@code agnhost nettest}: remembers who has written to it, and tells. */
final class Nettest implements ContainerProgram {

  private final int port;
  private final Map<String, Integer> received = new TreeMap<>();

  Nettest(Flags flags) {
    port = flags.number("port", 8080);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    Programs.http(this::answer).onPort(port).start(context);
  }

  private Response answer(Request request) {
    return switch (request.path()) {
      case "/read" -> Response.json(Json.text(state(request.context().hostname())));
      case "/write" -> write(request);
      case "/status" -> Response.text("running");
      case "/quit" -> Response.status(200).exiting(0);
      default -> Response.status(404);
    };
  }

  private synchronized Response write(Request request) {
    String source = Json.textAt(Json.parse(request.body()), "Source");
    received.merge(source, 1, Integer::sum);
    return Response.json(Json.text(Json.object().put("Hostname", request.context().hostname())));
  }

  private synchronized ObjectNode state(String hostname) {
    ObjectNode state = Json.object().put("Hostname", hostname);
    state.putObject("Sent");
    ObjectNode counts = state.putObject("Received");
    received.forEach(counts::put);
    state.putNull("Errors").putNull("Log").put("StillContactingPeers", false);
    return state;
  }
}

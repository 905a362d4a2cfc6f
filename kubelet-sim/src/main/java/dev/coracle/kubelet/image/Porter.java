// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.api.Json;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code agnhost porter}: answers on the ports that its environment names. */
final class Porter implements ContainerProgram {

  private final Flags flags;

  Porter(Flags flags) {
    this.flags = flags;
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    for (Map.Entry<String, String> variable : context.env().entrySet()) {
      String name = variable.getKey();
      String body = variable.getValue();
      if (name.matches("SERVE_PORT_\\d+")) {
        Programs.http(request -> answer(request, body))
            .onPort(port(name))
            .nonBlocking()
            .start(context);
      } else if (name.matches("SERVE_TCP_PORT_\\d+")) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Programs.tcpOn(port(name), (socket, c) -> socket.getOutputStream().write(bytes))
            .start(context);
      } else if (name.matches("SERVE_UDP_PORT_\\d+")) {
        Programs.udpOn(port(name), text -> body).start(context);
      } else if (name.matches("SERVE_(TLS|SCTP)_PORT_\\d+")) {
        context.stderr().println(name + " is not implemented by Coracle");
      }
    }
    context.onTerminate(() -> context.exit(0));
  }

  private static int port(String variable) {
    return Integer.parseInt(variable.substring(variable.lastIndexOf('_') + 1));
  }

  private Response answer(Request request, String body) {
    return flags.is("json-response")
        ? Response.json(Json.text(Json.object().put("Method", request.method()).put("Body", body)))
        : Response.text(body);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.time.Duration;
import java.util.List;

/**
 * A program that answers HTTP requests on the TCP ports that its container declares, or on 8080
 * where it declares none.
 *
 * <p>Asked to stop, it stops accepting at once (or after {@link #acceptingFor} a while, which is
 * what keeps rollouts from dropping requests), finishes the requests in flight, closes its
 * connections and exits with 0.
 */
public final class HttpProgram implements ContainerProgram {

  private static final int DEFAULT_PORT = 8080;

  private final HttpHandler handler;
  private final List<Integer> ports;
  private final Duration lingering;
  private final boolean inline;

  HttpProgram(HttpHandler handler, List<Integer> ports, Duration lingering, boolean inline) {
    this.handler = handler;
    this.ports = List.copyOf(ports);
    this.lingering = lingering;
    this.inline = inline;
  }

  /** The same program on a port of its own, whatever its container declares. */
  public HttpProgram onPort(int port) {
    return new HttpProgram(handler, List.of(port), lingering, inline);
  }

  /** The same program, which goes on accepting for a while after it has been asked to stop. */
  public HttpProgram acceptingFor(Duration afterTermination) {
    return new HttpProgram(handler, ports, afterTermination, inline);
  }

  /** The same program, whose handler never blocks and so needs no thread. */
  public HttpProgram nonBlocking() {
    return new HttpProgram(handler, ports, lingering, true);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    HttpServer server = context.httpServer(handler, inline);
    for (int port : portsOf(context)) {
      server.listen(port);
    }
    context.onTerminate(() -> stop(context, server));
  }

  private List<Integer> portsOf(ContainerContext context) {
    if (!ports.isEmpty()) {
      return ports;
    }
    return context.ports().isEmpty() ? List.of(DEFAULT_PORT) : context.ports();
  }

  private void stop(ContainerContext context, HttpServer server) {
    try {
      if (!lingering.isZero()) {
        context.time().sleep(lingering);
      }
      server.drain(() -> context.exit(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

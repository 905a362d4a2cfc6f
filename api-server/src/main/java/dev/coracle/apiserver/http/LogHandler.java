// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.NodeConnection.LogOptions;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.io.Content;

/**
 * The log of a container as an answer that may go on, on a thread of its own: there are more
 * followers than threads of the server.
 */
final class LogHandler {

  private LogHandler() {}

  static void handle(Exchange exchange, KubeObject pod, NodeConnection nodes, Time time) {
    LogOptions options = options(exchange, pod);
    Time.Worker follower =
        time.spawn("log of " + pod.key(), () -> write(exchange, pod, options, nodes));
    exchange.request().addFailureListener(failure -> follower.interrupt());
  }

  private static void write(
      Exchange exchange, KubeObject pod, LogOptions options, NodeConnection nodes) {
    OutputStream out = new LateStart(exchange);
    try {
      nodes.logs(pod, options, out);
      out.close();
    } catch (ApiException refusal) {
      exchange.fail(refusal);
    } catch (IOException e) {
      exchange.callback().failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.callback().failed(e);
    } catch (RuntimeException e) {
      exchange.fail(ApiException.internal(String.valueOf(e)));
    }
  }

  private static LogOptions options(Exchange exchange, KubeObject pod) {
    return new LogOptions(
        PodContainer.nameOf(pod, exchange.query("container")),
        exchange.flag("follow"),
        exchange.flag("previous"),
        exchange.flag("timestamps"),
        number(exchange, "tailLines"),
        number(exchange, "limitBytes"),
        since(exchange));
  }

  private static OptionalLong number(Exchange exchange, String name) {
    return exchange.query(name).isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(exchange.number(name));
  }

  private static Optional<Instant> since(Exchange exchange) {
    String time = exchange.query("sinceTime");
    try {
      if (!time.isEmpty()) {
        return Optional.of(Instant.parse(time));
      }
    } catch (DateTimeException e) {
      throw ApiException.badRequest("parsing time \"" + time + "\": " + e.getMessage());
    }
    return exchange.query("sinceSeconds").isEmpty()
        ? Optional.empty()
        : Optional.of(exchange.now().minusSeconds(exchange.seconds("sinceSeconds")));
  }

  /** An answer that begins with its first byte, so that a refusal before it can still be sent. */
  private static final class LateStart extends OutputStream {

    private final Exchange exchange;
    private Optional<OutputStream> body = Optional.empty();

    LateStart(Exchange exchange) {
      this.exchange = exchange;
    }

    private OutputStream body() {
      if (body.isEmpty()) {
        exchange.begin(200, "text/plain");
        body = Optional.of(Content.Sink.asOutputStream(exchange.response()));
      }
      return body.get();
    }

    @Override
    public void write(int b) throws IOException {
      body().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      body().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      body().flush();
    }

    @Override
    public void close() throws IOException {
      body().close();
      exchange.callback().succeeded();
    }
  }
}

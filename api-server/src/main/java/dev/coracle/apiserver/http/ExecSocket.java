// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.Streams;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command in a container, or its main program, over a WebSocket: each message begins with the
 * number of its channel.
 *
 * <p>Subprotocols {@code v5.channel.k8s.io} and {@code v4.channel.k8s.io}: 0 is stdin, 1 stdout, 2
 * stderr, 3 the final Status, 4 the terminal's size; in v5, 255 closes a channel.
 */
public final class ExecSocket implements Session.Listener {

  private static final List<String> PROTOCOLS =
      List.of("v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io");
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int STATUS = 3;
  private static final int CLOSE = 255;

  private final KubeObject pod;
  private final ExecOptions options;
  private final boolean attach;
  private final NodeConnection nodes;
  private final Time time;
  private final MessageInput stdin = new MessageInput();
  private volatile Optional<Outbox> outbox = Optional.empty();
  private volatile Optional<Intake> intake = Optional.empty();
  private volatile Optional<Time.Worker> worker = Optional.empty();

  private ExecSocket(
      KubeObject pod, ExecOptions options, boolean attach, NodeConnection nodes, Time time) {
    this.pod = pod;
    this.options = options;
    this.attach = attach;
    this.nodes = nodes;
    this.time = time;
    if (!options.stdin()) {
      stdin.end();
    }
  }

  /** Answers a handshake, or refuses what is none. */
  static void upgrade(
      Exchange exchange, KubeObject pod, boolean attach, NodeConnection nodes, Time time) {
    // Before the protocol: kubectl asks again by SPDY, and shows what that is answered.
    ExecOptions options = options(exchange, pod, attach);
    WebSockets.refuseSpdy(exchange);
    ExecSocket socket = new ExecSocket(pod, options, attach, nodes, time);
    WebSockets.upgrade(exchange, PROTOCOLS, chosen -> socket);
  }

  private static ExecOptions options(Exchange exchange, KubeObject pod, boolean attach) {
    List<String> command = exchange.queries().getValuesOrEmpty("command");
    if (command.isEmpty() && !attach) {
      throw ApiException.badRequest("you must specify at least 1 command for the container");
    }
    ExecOptions options =
        new ExecOptions(
            PodContainer.nameOf(pod, exchange.query("container")),
            command,
            exchange.flag("stdin"),
            exchange.flag("stdout"),
            exchange.flag("stderr"),
            exchange.flag("tty"));
    if (!options.stdin() && !options.stdout() && !options.stderr()) {
      throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    if (pod.text("spec", "nodeName").isEmpty()) {
      throw ApiException.badRequest("pod %s does not have a host assigned".formatted(pod.name()));
    }
    return options;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    outbox = Optional.of(new Outbox(opened));
    intake = Optional.of(new Intake(opened));
    worker = Optional.of(time.spawn((attach ? "attach " : "exec ") + pod.key(), this::run));
    intake.get().next();
  }

  private void run() {
    ObjectNode status;
    try {
      Streams streams = new Streams(stdin, output(STDOUT), output(STDERR));
      status = run(streams);
    } catch (ApiException e) {
      status = e.toStatus();
    } catch (IOException | RuntimeException e) {
      status = ApiException.internal(String.valueOf(e.getMessage())).toStatus();
    } catch (InterruptedException e) {
      status = ApiException.internal("the command was interrupted").toStatus();
    }
    // What nobody reads any more must not keep the client's goodbye from being read.
    stdin.discard();
    byte[] text = Json.bytes(status);
    Outbox out = outbox.orElseThrow();
    out.post(Outbox.onChannel(STATUS, text, 0, text.length));
    out.close();
  }

  private ObjectNode run(Streams streams) throws IOException, InterruptedException {
    if (attach) {
      nodes.attach(pod, options, streams);
      return success();
    }
    int code = nodes.exec(pod, options, streams);
    return code == 0 ? success() : exited(code);
  }

  private static ObjectNode success() {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static ObjectNode exited(int code) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put("message", "command terminated with non-zero exit code: exit status " + code);
    status.put("reason", "NonZeroExitCode");
    Json.arrayAt(status.putObject("details"), "causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", Integer.toString(code));
    return status;
  }

  private OutputStream output(int channel) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
          outbox.orElseThrow().send(Outbox.onChannel(channel, bytes, offset, length));
        }
      }
    };
  }

  @Override
  public void onWebSocketBinary(ByteBuffer message, Callback callback) {
    if (message.hasRemaining()) {
      int channel = message.get() & 0xff;
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (channel == STDIN && bytes.length > 0) {
        stdin.add(bytes, intake.orElseThrow().came(bytes.length));
      } else if (channel == CLOSE && bytes.length > 0 && bytes[0] == STDIN) {
        stdin.end();
      }
    }
    callback.succeed();
    intake.orElseThrow().next();
  }

  /** A client that vanishes is nothing to tell anybody. */
  @Override
  public void onWebSocketError(Throwable cause) {
    end();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  /**
   * The client sends no more. A command goes on until it ends by itself or writes to nobody, as a
   * container runtime leaves it: clients that only send, such as uploads, close at once. See <a
   * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand/exec.go">exec.go</a>.
   */
  private void end() {
    stdin.end();
    if (attach) {
      worker.ifPresent(Time.Worker::interrupt);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Connections to ports of a Pod as kubectl makes them: SPDY inside the messages of a WebSocket.
 *
 * <p>Subprotocol {@code SPDY/3.1+portforward.k8s.io}: for each connection the client opens a stream
 * for errors and one for data, with the headers {@code streamtype}, {@code port} and {@code
 * requestid}; those of one request id belong together.
 */
public final class PortForwardTunnel implements Session.Listener {

  private final KubeObject pod;
  private final NodeConnection nodes;
  private final Time time;
  private final SpdyCodec codec = new SpdyCodec();
  private final Map<String, Integer> errorStreams = new HashMap<>();
  private final Map<Integer, ForwardedConnection> connections = new HashMap<>();
  private boolean ended;
  private Optional<Outbox> outbox = Optional.empty();
  private Optional<Intake> intake = Optional.empty();

  PortForwardTunnel(KubeObject pod, NodeConnection nodes, Time time) {
    this.pod = pod;
    this.nodes = nodes;
    this.time = time;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    outbox = Optional.of(new Outbox(session));
    intake = Optional.of(new Intake(session));
    intake.get().next();
  }

  @Override
  public synchronized void onWebSocketBinary(ByteBuffer message, Callback callback) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    callback.succeed();
    if (ended) {
      return;
    }
    try {
      codec.read(bytes).forEach(this::take);
      intake.orElseThrow().next();
    } catch (IOException e) {
      // What follows cannot be understood either.
      end();
      outbox.orElseThrow().close();
    }
  }

  private void take(SpdyFrame frame) {
    if (frame instanceof SpdyFrame.Open open) {
      open(open.stream(), open.headers());
    } else if (frame instanceof SpdyFrame.Data data) {
      data(data);
    } else if (frame instanceof SpdyFrame.Reset reset) {
      Optional.ofNullable(connections.remove(reset.stream())).ifPresent(ForwardedConnection::close);
    } else if (frame instanceof SpdyFrame.Ping ping) {
      outbox.orElseThrow().post(SpdyCodec.ping(ping.id()));
    }
  }

  private void open(int stream, Map<String, String> headers) {
    Outbox out = outbox.orElseThrow();
    String request = headers.getOrDefault("requestid", "");
    Optional<Integer> port = PortForward.port(headers.getOrDefault("port", ""));
    boolean error = headers.getOrDefault("streamtype", "").equals("error");
    Optional<Integer> errors = Optional.ofNullable(errorStreams.get(request));
    if (port.isEmpty() || error == errors.isPresent()) {
      out.post(SpdyCodec.reset(stream));
      return;
    }
    out.post(codec.accept(stream));
    if (error) {
      errorStreams.put(request, stream);
      return;
    }
    errorStreams.remove(request);
    connections.values().removeIf(ForwardedConnection::isOver);
    Streams streams = new Streams(out, stream, errors.orElseThrow());
    connections.put(stream, ForwardedConnection.open(pod, port.get(), nodes, time, streams));
  }

  private void data(SpdyFrame.Data data) {
    ForwardedConnection connection = connections.get(data.stream());
    if (connection == null) {
      return;
    }
    if (data.bytes().length > 0) {
      connection.send(data.bytes(), intake.orElseThrow().came(data.bytes().length));
    }
    if (data.last()) {
      connection.endInput();
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    end();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    connections.values().forEach(ForwardedConnection::close);
    connections.clear();
    codec.close();
  }

  /** The streams of one connection. The one for errors ends with that for data. */
  private record Streams(Outbox out, int data, int errors) implements ForwardedConnection.Client {

    private static final byte[] NOTHING = new byte[0];

    @Override
    public void receive(byte[] bytes, int length) throws IOException {
      out.send(SpdyCodec.data(data, bytes, length, false));
    }

    @Override
    public void fail(String message) throws IOException {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      out.send(SpdyCodec.data(errors, bytes, bytes.length, false));
    }

    @Override
    public void end() throws IOException {
      out.send(SpdyCodec.data(data, NOTHING, 0, true));
      out.send(SpdyCodec.data(errors, NOTHING, 0, true));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Connections to ports of a Pod over one WebSocket, one for each port, as the Java clients make
 * them.
 *
 * <p>Subprotocol {@code v4.channel.k8s.io}: each message begins with the number of its channel. The
 * port in place <i>i</i> has channel <i>2i</i> for data and <i>2i+1</i> for errors; the first
 * message on each is the port's number, in two bytes, the lower one first.
 */
public final class PortForwardSocket implements Session.Listener {

  private final KubeObject pod;
  private final List<Integer> ports;
  private final NodeConnection nodes;
  private final Time time;
  private final List<ForwardedConnection> connections = new ArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();
  private Optional<Intake> intake = Optional.empty();

  PortForwardSocket(KubeObject pod, List<Integer> ports, NodeConnection nodes, Time time) {
    this.pod = pod;
    this.ports = List.copyOf(ports);
    this.nodes = nodes;
    this.time = time;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    Outbox out = new Outbox(session);
    intake = Optional.of(new Intake(session));
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i);
      byte[] number = {(byte) port, (byte) (port >>> 8)};
      out.post(Outbox.onChannel(2 * i, number, 0, 2));
      out.post(Outbox.onChannel(2 * i + 1, number, 0, 2));
      Channels channels = new Channels(out, 2 * i);
      connections.add(ForwardedConnection.open(pod, port, nodes, time, channels));
    }
    intake.get().next();
  }

  @Override
  public void onWebSocketBinary(ByteBuffer message, Callback callback) {
    if (message.remaining() > 1) {
      int channel = message.get() & 0xff;
      if (channel % 2 == 0 && channel / 2 < connections.size()) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        Runnable taken = intake.orElseThrow().came(bytes.length);
        connections.get(channel / 2).send(bytes, taken);
      }
    }
    callback.succeed();
    intake.orElseThrow().next();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    connections.forEach(ForwardedConnection::close);
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    connections.forEach(ForwardedConnection::close);
    callback.succeed();
  }

  /** The two channels of a port. When the last port has ended, so does the socket. */
  private final class Channels implements ForwardedConnection.Client {

    private final Outbox out;
    private final int data;

    Channels(Outbox out, int data) {
      this.out = out;
      this.data = data;
    }

    @Override
    public void receive(byte[] bytes, int length) throws IOException {
      out.send(Outbox.onChannel(data, bytes, 0, length));
    }

    @Override
    public void fail(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.send(Outbox.onChannel(data + 1, bytes, 0, bytes.length));
    }

    @Override
    public void end() {
      if (ended.incrementAndGet() == ports.size()) {
        out.close();
      }
    }
  }
}

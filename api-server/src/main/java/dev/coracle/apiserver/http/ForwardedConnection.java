// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a port of a Pod whose client is at the other end of a WebSocket. Each direction
 * has a thread and ends on its own; the connection is closed after the second.
 */
final class ForwardedConnection {

  private static final Logger logger = LoggerFactory.getLogger(ForwardedConnection.class);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int PART = 32 << 10;

  /** The client's side; called on a thread of the connection, and may block it. */
  interface Client {

    void receive(byte[] bytes, int length) throws IOException;

    /** Nothing more comes from the Pod. */
    void end() throws IOException;

    /** The Pod could not be reached; {@link #end} follows. */
    void fail(String message) throws IOException;
  }

  private final Time time;
  private final String what;
  private final Client client;
  private final MessageInput input = new MessageInput();
  private final AtomicInteger directions = new AtomicInteger(2);
  private volatile Optional<Socket> socket = Optional.empty();
  private volatile boolean closed;

  private ForwardedConnection(Time time, String what, Client client) {
    this.time = time;
    this.what = what;
    this.client = client;
  }

  /** Begins to connect; what the client has sent by then waits. */
  static ForwardedConnection open(
      KubeObject pod, int port, NodeConnection nodes, Time time, Client client) {
    String what = "port-forward to " + pod.key() + ":" + port;
    ForwardedConnection connection = new ForwardedConnection(time, what, client);
    time.spawn(what, () -> connection.run(pod, port, nodes));
    return connection;
  }

  /** Bytes of the client; {@code taken} is run when they have been sent on. */
  void send(byte[] bytes, Runnable taken) {
    input.add(bytes, taken);
  }

  /** The client has no more to send. */
  void endInput() {
    input.end();
  }

  /** Whether both directions have ended. */
  boolean isOver() {
    return directions.get() <= 0;
  }

  /** The client has gone. */
  void close() {
    closed = true;
    input.end();
    socket.ifPresent(ForwardedConnection::closeQuietly);
  }

  private void run(KubeObject pod, int port, NodeConnection nodes) {
    try {
      download(pod, port, nodes);
      client.end();
    } catch (IOException e) {
      logger.atDebug().addKeyValue("what", what).setCause(e).log("client gone");
    }
  }

  private void download(KubeObject pod, int port, NodeConnection nodes) throws IOException {
    Socket opened;
    try {
      opened = connect(pod, port, nodes);
    } catch (IOException e) {
      directions.set(0);
      input.discard();
      client.fail(
          "error forwarding port %d to pod %s, uid : %s"
              .formatted(port, pod.uid(), e.getMessage()));
      return;
    }
    socket = Optional.of(opened);
    if (closed) {
      closeQuietly(opened);
    }
    time.spawn(what + " (input)", () -> upload(opened));
    try {
      copy(opened.getInputStream());
    } finally {
      endOf(opened);
    }
  }

  private static Socket connect(KubeObject pod, int port, NodeConnection nodes) throws IOException {
    try {
      return nodes.forward(pod, port, CONNECT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while connecting");
    }
  }

  private void copy(InputStream from) throws IOException {
    byte[] part = new byte[PART];
    int count = readOrEnd(from, part);
    while (count >= 0) {
      client.receive(part, count);
      count = readOrEnd(from, part);
    }
  }

  /** A connection that the Pod resets ends like one that it closes: frames know no difference. */
  private int readOrEnd(InputStream from, byte[] part) {
    try {
      return from.read(part);
    } catch (IOException e) {
      logger.atDebug().addKeyValue("what", what).setCause(e).log("connection reset");
      return -1;
    }
  }

  private void upload(Socket to) {
    try {
      input.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      logger.atDebug().addKeyValue("what", what).setCause(e).log("connection reset");
    } finally {
      input.discard();
      endOf(to);
    }
  }

  private void endOf(Socket connection) {
    if (directions.decrementAndGet() == 0) {
      closeQuietly(connection);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      logger.atDebug().setCause(e).log("connection not closed");
    }
  }
}

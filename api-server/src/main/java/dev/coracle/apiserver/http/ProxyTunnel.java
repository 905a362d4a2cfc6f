// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections that have left HTTP: bytes go both ways until either side ends, as in {@code
 * upgradeaware.go}. Each direction has a thread, so that a slow reader slows its writer.
 */
final class ProxyTunnel extends AbstractConnection implements Connection.UpgradeTo {

  private static final Logger logger = LoggerFactory.getLogger(ProxyTunnel.class);
  private static final int PIECE = 16 << 10;

  private final Socket server;
  private final InputStream fromServer;
  private final Time time;
  private ByteBuffer early = BufferUtil.EMPTY_BUFFER;

  private ProxyTunnel(
      EndPoint client, Exchange exchange, Socket server, InputStream in, Time time) {
    super(client, exchange.request().getComponents().getExecutor());
    this.server = server;
    this.fromServer = in;
    this.time = time;
  }

  /** Answers the request, and takes its connection when the answer has gone. */
  static void enter(Exchange exchange, Socket server, InputStream fromServer, Time time) {
    EndPoint client = exchange.request().getConnectionMetaData().getConnection().getEndPoint();
    var tunnel = new ProxyTunnel(client, exchange, server, fromServer, time);
    exchange.request().setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, tunnel);
    exchange.callback().succeeded();
  }

  @Override
  public void onUpgradeTo(ByteBuffer read) {
    early = BufferUtil.copy(read);
  }

  @Override
  public void onOpen() {
    super.onOpen();
    time.spawn("proxied connection (down)", () -> until(this::down));
    time.spawn("proxied connection (up)", () -> until(this::up));
  }

  @Override
  public void onFillable() {
    // The thread of its direction waits by itself.
  }

  /** One direction. */
  private interface Direction {

    void copy() throws IOException;
  }

  private void until(Direction direction) {
    try {
      direction.copy();
    } catch (IOException | CompletionException e) {
      logger.atDebug().setCause(e).log("proxied connection ended");
    } finally {
      end();
    }
  }

  private void down() throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = fromServer.read(piece); count >= 0; count = fromServer.read(piece)) {
      var written = new Callback.Completable();
      getEndPoint().write(written, ByteBuffer.wrap(piece, 0, count));
      written.join();
    }
  }

  private void up() throws IOException {
    var out = server.getOutputStream();
    out.write(BufferUtil.toArray(early));
    ByteBuffer piece = BufferUtil.allocate(PIECE);
    int count = getEndPoint().fill(piece);
    while (count >= 0) {
      if (count == 0) {
        var readable = new Callback.Completable();
        getEndPoint().fillInterested(readable);
        readable.join();
      } else {
        out.write(BufferUtil.toArray(piece));
        out.flush();
        BufferUtil.clear(piece);
      }
      count = getEndPoint().fill(piece);
    }
  }

  private void end() {
    getEndPoint().close();
    try {
      server.close();
    } catch (IOException e) {
      logger.atDebug().setCause(e).log("connection not closed");
    }
  }

  @Override
  public void onClose(Throwable cause) {
    super.onClose(cause);
    end();
  }
}

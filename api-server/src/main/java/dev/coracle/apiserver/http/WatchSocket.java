// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Events as messages of a WebSocket, one document each. */
public final class WatchSocket implements Session.Listener.AutoDemanding, WatchPump.Events {

  private final WatchPump pump;
  private volatile Optional<Session> session = Optional.empty();

  WatchSocket(WatchPump pump) {
    this.pump = pump;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = Optional.of(opened);
    pump.start(this);
  }

  @Override
  public int most() {
    return 1;
  }

  @Override
  public void send(ByteBuffer lines, Runnable sent, Runnable failed) {
    String text = UTF_8.decode(lines.limit(lines.limit() - 1)).toString();
    session.orElseThrow().sendText(text, Callback.from(sent, failure -> failed.run()));
  }

  @Override
  public void end() {
    session.ifPresent(open -> open.close(1000, "", Callback.NOOP));
  }

  /** A client that vanishes is nothing to tell anybody; the close that follows ends the watch. */
  @Override
  public void onWebSocketError(Throwable cause) {
    pump.close();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    pump.close();
    callback.succeed();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.eclipse.jetty.websocket.api.Session;

/**
 * How fast a WebSocket is read: the next message is asked for while less than a mebibyte of those
 * that came waits to be taken.
 */
final class Intake {

  private static final long MOST = 1 << 20;

  private final Session session;

  @GuardedBy("this")
  private long waiting;

  @GuardedBy("this")
  private boolean owed;

  Intake(Session session) {
    this.session = session;
  }

  /** Notes bytes that came, and gives what tells that they have been taken. */
  synchronized Runnable came(int bytes) {
    waiting += bytes;
    return () -> taken(bytes);
  }

  private void taken(int bytes) {
    if (hasRoomAgain(bytes) && session.isOpen()) {
      session.demand();
    }
  }

  private synchronized boolean hasRoomAgain(int bytes) {
    waiting -= bytes;
    boolean room = owed && waiting < MOST;
    owed &= !room;
    return room;
  }

  /** A message has been dealt with: asks for the next one, now or when there is room. */
  void next() {
    if (mayRead() && session.isOpen()) {
      session.demand();
    }
  }

  private synchronized boolean mayRead() {
    owed = waiting >= MOST;
    return !owed;
  }
}

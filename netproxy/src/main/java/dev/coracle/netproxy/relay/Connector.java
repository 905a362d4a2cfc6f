// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.RealAddresses;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Makes the connections of Pods and nodes. They are routed before they are made, so a refusal is
 * refused and a drop is silent, as with the real thing. May block; called by user code.
 */
public final class Connector {

  /** How long Linux goes on asking when nobody set a limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(127);

  private final Time time;
  private final Routes routes;
  private final RealAddresses table;

  public Connector(Time time, Routes routes, RealAddresses table) {
    this.time = time;
    this.routes = routes;
    this.table = table;
  }

  /** Connects a fresh socket; a timeout of zero is the system's. */
  public void connect(Socket socket, Flow flow, Duration timeout) throws IOException {
    Decision decision = routes.decide(flow);
    if (decision instanceof Decision.Drop) {
      awaitNothing(timeout.isZero() ? PATIENCE : timeout);
      throw new SocketTimeoutException("Connect timed out: " + flow.destination());
    }
    InetSocketAddress real = table.resolve(Dialer.destination(decision, Protocol.TCP));
    Time.Hold hold = time.hold("connection to " + flow.destination());
    try {
      open(socket, real, Dialer.source(decision), timeout);
    } finally {
      hold.close();
    }
  }

  private static void open(Socket socket, InetSocketAddress real, String source, Duration timeout)
      throws IOException {
    if (Dialer.bindable(source, real)) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(source, 0));
    }
    socket.connect(real, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
  }

  private void awaitNothing(Duration duration) throws IOException {
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while connecting");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a server that is not ours listens, or will listen. */
public sealed interface ServerAddress {

  /** How long a connection to another machine may take. */
  int PATIENCE_MILLIS = 5_000;

  /**
   * Where it is now.
   *
   * @throws IOException when nobody knows it yet
   */
  InetSocketAddress find() throws IOException;

  /**
   * Refuses where nobody listens.
   *
   * @throws IOException as a connection there would
   */
  void requireListening() throws IOException;

  /** An address of this machine that never changes. */
  record Known(InetSocketAddress address) implements ServerAddress {

    @Override
    public InetSocketAddress find() {
      return address;
    }

    @Override
    public void requireListening() throws ConnectException {
      if (PortUse.isKnownToBeFree(address)) {
        throw new ConnectException("Connection refused: nobody listens at " + address);
      }
    }
  }

  /** An address that user code is asked for, again for each connection. Not on event loops. */
  record Asked(Supplier<@Nullable InetSocketAddress> supplier) implements ServerAddress {

    @Override
    public InetSocketAddress find() throws IOException {
      InetSocketAddress answer;
      try {
        answer = supplier.get();
      } catch (RuntimeException e) {
        throw refused(String.valueOf(e));
      }
      if (answer == null || answer.getPort() == 0 || answer.isUnresolved()) {
        throw refused(String.valueOf(answer));
      }
      return answer;
    }

    /** Only a connection can tell: the address may be another machine's, or be led elsewhere. */
    @Override
    public void requireListening() throws IOException {
      try (Socket attempt = new Socket()) {
        attempt.connect(find(), PATIENCE_MILLIS);
      }
    }

    private static ConnectException refused(String answer) {
      return new ConnectException("Connection refused: no address of a server yet: " + answer);
    }
  }
}

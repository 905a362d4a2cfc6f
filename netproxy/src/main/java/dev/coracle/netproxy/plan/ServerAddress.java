// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a server that is not ours listens, or will listen. */
public sealed interface ServerAddress {

  /**
   * Where it is now.
   *
   * @throws IOException when nobody knows it yet
   */
  InetSocketAddress find() throws IOException;

  /** An address that never changes. */
  record Known(InetSocketAddress address) implements ServerAddress {

    @Override
    public InetSocketAddress find() {
      return address;
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

    private static ConnectException refused(String answer) {
      return new ConnectException("Connection refused: no address of a server yet: " + answer);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Events as lines of an HTTP answer that goes on. */
final class ChunkedEvents implements WatchPump.Events {

  private final Exchange exchange;

  ChunkedEvents(Exchange exchange) {
    this.exchange = exchange;
    // The client must see the status before the first event.
    exchange.response().write(false, BufferUtil.EMPTY_BUFFER, Callback.NOOP);
  }

  @Override
  public int most() {
    return 500;
  }

  @Override
  public void send(byte[] lines, Runnable sent, Runnable failed) {
    exchange
        .response()
        .write(
            false,
            ByteBuffer.wrap(lines),
            Callback.from(
                sent,
                failure -> {
                  failed.run();
                  exchange.callback().failed(failure);
                }));
  }

  @Override
  public void end() {
    exchange.response().write(true, BufferUtil.EMPTY_BUFFER, exchange.callback());
  }
}

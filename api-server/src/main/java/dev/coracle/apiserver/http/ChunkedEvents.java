// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Events as lines of an HTTP answer that goes on. */
final class ChunkedEvents implements WatchPump.Events {

  private final Exchange exchange;
  // A response takes one write at a time: events wait until the status is on its way.
  private final Callback.Completable status = new Callback.Completable();

  ChunkedEvents(Exchange exchange) {
    this.exchange = exchange;
    // The client must see the status before the first event.
    exchange.response().write(false, BufferUtil.EMPTY_BUFFER, status);
  }

  @Override
  public int most() {
    return 500;
  }

  @Override
  public void send(ByteBuffer lines, Runnable sent, Runnable failed) {
    Callback written =
        Callback.from(
            sent,
            failure -> {
              failed.run();
              exchange.callback().failed(failure);
            });
    status.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            exchange.response().write(false, lines, written);
          } else {
            written.failed(failure);
          }
        });
  }

  @Override
  public void end() {
    status.whenComplete(
        (done, failure) ->
            exchange.response().write(true, BufferUtil.EMPTY_BUFFER, exchange.callback()));
  }
}

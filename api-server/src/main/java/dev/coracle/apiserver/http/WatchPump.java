// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The carrying of events from a watch to a client, one batch at a time: the next is fetched only
 * when the client has taken the one before.
 */
final class WatchPump implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(WatchPump.class);

  /** The way to the client. */
  interface Events {

    /** How many events are sent together. */
    int most();

    /** Sends some lines, then runs one of the two. */
    void send(ByteBuffer lines, Runnable sent, Runnable failed);

    /** Says that nothing more will come. */
    void end();
  }

  private final Function<KubeObject, ByteBuffer> shape;
  private final Executor executor;
  // How many reasons to look for events came up since the pump last found none.
  private final AtomicInteger reasons = new AtomicInteger(1);
  private volatile Optional<Watch> watch = Optional.empty();
  private volatile Optional<Events> events = Optional.empty();

  WatchPump(Function<KubeObject, ByteBuffer> shape, Executor executor) {
    this.shape = shape;
    this.executor = executor;
  }

  /** Opens the watch, so that refusals are known before an answer begins. */
  void open(Function<Runnable, Watch> opener) {
    watch = Optional.of(opener.apply(this::wake));
  }

  void start(Events to) {
    events = Optional.of(to);
    executor.execute(this::pump);
  }

  private void wake() {
    if (reasons.getAndIncrement() == 0) {
      try {
        executor.execute(this::pump);
      } catch (RejectedExecutionException e) {
        // The door has closed; whoever wrote the object must not suffer for it.
        close();
      }
    }
  }

  private void pump() {
    Watch from = watch.orElseThrow();
    Events to = events.orElseThrow();
    try {
      int seen = reasons.get();
      ByteBuffer batch = batch(from, to.most());
      if (batch.hasRemaining()) {
        to.send(batch, this::pump, this::close);
      } else if (!from.isOpen()) {
        close();
        to.end();
      } else if (reasons.addAndGet(-seen) > 0) {
        executor.execute(this::pump);
      }
    } catch (RuntimeException e) {
      logger.atWarn().setCause(e).log("watch failed");
      close();
      to.end();
    }
  }

  private ByteBuffer batch(Watch from, int most) {
    DocumentBuffer lines = new DocumentBuffer(0);
    for (int i = 0; i < most; i++) {
      Optional<WatchEvent> event = from.poll();
      if (event.isEmpty()) {
        break;
      }
      lines
          .put("{\"type\":\"" + event.get().type() + "\",\"object\":")
          .put(shape.apply(event.get().object()))
          .put("}\n");
    }
    return lines.end();
  }

  @Override
  public void close() {
    watch.ifPresent(Watch::close);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch read event by event, waiting where it must wait for its transport. */
final class WatchReader implements AutoCloseable {

  private final LinkedBlockingQueue<Boolean> wakes = new LinkedBlockingQueue<>();
  private final Watch watch;

  WatchReader(KubeClient client, ResourceType type, WatchOptions options) {
    watch = client.watch(type, options, () -> wakes.add(true));
  }

  WatchEvent next() throws InterruptedException {
    Optional<WatchEvent> event = nextOrEnd();
    assertThat(event).as("an event, not the end of the watch").isPresent();
    return event.get();
  }

  /** The next event, or empty when the watch has ended. */
  Optional<WatchEvent> nextOrEnd() throws InterruptedException {
    while (true) {
      Optional<WatchEvent> event = watch.poll();
      if (event.isPresent() || !watch.isOpen()) {
        return event;
      }
      assertThat(wakes.poll(10, TimeUnit.SECONDS)).as("a wake-up").isNotNull();
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}

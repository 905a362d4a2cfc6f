// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The watches that tests have open. They end with the cluster, and who waits for an event is woken
 * to find that out.
 */
final class ClusterWatches implements AutoCloseable {

  private final Runnable requireOpen;
  private final Set<OpenWatch> open = ConcurrentHashMap.newKeySet();

  /**
   * No watches yet.
   *
   * @param requireOpen throws when the cluster is closed
   */
  ClusterWatches(Runnable requireOpen) {
    this.requireOpen = requireOpen;
  }

  Watch add(Watch watch, Runnable wake) {
    OpenWatch added = new OpenWatch(watch, wake);
    open.add(added);
    try {
      // Closed meanwhile: nobody else would end this one.
      requireOpen.run();
    } catch (IllegalStateException e) {
      added.close();
      throw e;
    }
    return added;
  }

  /** Ends all; the cluster is closed already. */
  @Override
  public void close() {
    try (Closing all = new Closing()) {
      for (OpenWatch watch : open) {
        all.add(watch.wake::run);
        all.add(watch);
      }
    }
  }

  private final class OpenWatch implements Watch {

    private final Watch watch;
    private final Runnable wake;

    OpenWatch(Watch watch, Runnable wake) {
      this.watch = watch;
      this.wake = wake;
    }

    @Override
    public Optional<WatchEvent> poll() {
      requireOpen.run();
      return watch.poll();
    }

    @Override
    public boolean isOpen() {
      return watch.isOpen();
    }

    @Override
    public void close() {
      open.remove(this);
      watch.close();
    }
  }
}

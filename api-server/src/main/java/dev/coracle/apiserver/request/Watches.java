// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.store.ObjectStore;
import dev.coracle.apiserver.store.WatchLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The opening of watches: where each starts, and its bookmarks and time limit. */
final class Watches {

  private static final Duration BOOKMARK_PERIOD = Duration.ofMinutes(1);

  private final Machinery machinery;
  private final Loop timers;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  Watches(Machinery machinery) {
    this.machinery = machinery;
    this.timers = machinery.time().loop("watches");
    machinery.catalogue().observe(this::endGone);
  }

  /** A watch that somebody reads. */
  private record Open(ResourceType type, ObjectWatch watch, Runnable wake) {}

  /** Nobody waits for changes of a kind that is no longer served. */
  private void endGone() {
    Kinds kinds = machinery.kinds();
    open.forEach(some -> endIfGone(some, kinds));
  }

  private static void endIfGone(Open some, Kinds kinds) {
    ResourceType type = some.type();
    if (kinds.byResource(type.group(), type.version(), type.plural()).isEmpty()) {
      some.watch().end();
      some.wake().run();
    }
  }

  Watch open(ResourceType type, Selection selection, WatchOptions options, Runnable wake) {
    ObjectWatch watch = start(type, selection, options, wake);
    Open reader = new Open(type, watch, wake);
    open.add(reader);
    watch.whenClosed(() -> open.remove(reader));
    // The kind may have gone since it was looked up.
    endIfGone(reader, machinery.kinds());
    if (!options.bookmarks() && options.timeout().isZero()) {
      return selection.version().show(watch);
    }
    return selection.version().show(new TimedWatch(watch, options, wake));
  }

  private ObjectWatch start(
      ResourceType type, Selection selection, WatchOptions options, Runnable wake) {
    String from = options.resourceVersion();
    WatchLog log = machinery.store().log(selection.version().storage());
    boolean fromStart = from.isEmpty() || from.equals("0");
    if (!fromStart && !options.sendInitialEvents()) {
      long revision = startRevision(from);
      // One from before a restart: whoever waited for it would see nothing of what is now.
      boolean unheardOf = revision > machinery.store().revision();
      Optional<WatchLog.Cursor> cursor = unheardOf ? Optional.empty() : log.after(revision, wake);
      return new ObjectWatch(type, selection, new ArrayDeque<>(), log, cursor, revision);
    }
    ObjectStore.Listing listing =
        machinery.store().list(selection.version().storage(), selection.namespace());
    Queue<WatchEvent> first = new ArrayDeque<>();
    if (options.sendInitialEvents() || fromStart) {
      listing.items().stream()
          .filter(selection::matches)
          .forEach(object -> first.add(new WatchEvent(WatchEvent.Type.ADDED, object)));
    }
    // Whoever takes bookmarks hears where the initial state ends, asked for or not.
    // https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/storage/cacher/cache_watcher.go
    if (options.bookmarks()) {
      first.add(ObjectWatch.bookmark(type, listing.revision(), true));
    }
    Optional<WatchLog.Cursor> cursor = log.after(listing.revision(), wake);
    return new ObjectWatch(type, selection, first, log, cursor, listing.revision());
  }

  /** Kubernetes finds out too late to blame the client. */
  private static long startRevision(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.of(
          500,
          "",
          "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
  }

  static long revision(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "invalid resource version \""
              + text
              + "\": strconv.ParseUint: parsing \""
              + text
              + "\": invalid syntax");
    }
  }

  /** A watch with bookmarks and a time limit. */
  private final class TimedWatch implements Watch {

    private final ObjectWatch watch;
    private final Runnable wake;
    private Optional<Time.Timer> bookmark = Optional.empty();
    private Optional<Time.Timer> limit = Optional.empty();

    TimedWatch(ObjectWatch watch, WatchOptions options, Runnable wake) {
      this.watch = watch;
      this.wake = wake;
      if (options.bookmarks()) {
        scheduleBookmark();
      }
      if (!options.timeout().isZero()) {
        limit = Optional.of(timers.schedule(options.timeout(), "end watch", this::end));
      }
    }

    private synchronized void scheduleBookmark() {
      bookmark = Optional.of(timers.schedule(BOOKMARK_PERIOD, "bookmark", this::giveBookmark));
    }

    private void giveBookmark() {
      if (watch.isOpen()) {
        watch.askForBookmark();
        wake.run();
        scheduleBookmark();
      }
    }

    private void end() {
      watch.end();
      wake.run();
    }

    @Override
    public Optional<WatchEvent> poll() {
      return watch.poll();
    }

    @Override
    public boolean isOpen() {
      return watch.isOpen();
    }

    @Override
    public synchronized void close() {
      bookmark.ifPresent(Time.Timer::cancel);
      limit.ifPresent(Time.Timer::cancel);
      watch.close();
    }
  }
}

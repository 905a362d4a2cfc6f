// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.apiserver.store.Change;
import dev.coracle.apiserver.store.WatchLog;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cursor over the log, seen through a selection: an object that leaves it is reported deleted.
 */
final class ObjectWatch implements Watch {

  private final ResourceType type;
  private final Selection selection;
  private final Queue<WatchEvent> first;
  private final WatchLog log;
  private final Optional<WatchLog.Cursor> cursor;
  private long seen;
  private volatile boolean open = true;
  private volatile boolean bookmarkDue;
  private volatile Runnable closed = () -> {};

  ObjectWatch(
      ResourceType type,
      Selection selection,
      Queue<WatchEvent> first,
      WatchLog log,
      Optional<WatchLog.Cursor> cursor,
      long revision) {
    this.log = log;
    this.type = type;
    this.selection = selection;
    this.first = new ArrayDeque<>(first);
    this.cursor = cursor;
    this.seen = revision;
    if (cursor.isEmpty()) {
      this.first.add(tooOld(revision));
    }
  }

  @Override
  public Optional<WatchEvent> poll() {
    WatchEvent initial = first.poll();
    if (initial != null) {
      open &= initial.type() != WatchEvent.Type.ERROR;
      return Optional.of(initial);
    }
    if (!open) {
      return Optional.empty();
    }
    Optional<WatchEvent> next = fromLog();
    return next.isPresent() ? next : dueBookmark();
  }

  private Optional<WatchEvent> fromLog() {
    WatchLog.Cursor changes = cursor.orElseThrow();
    for (Optional<Change> next = changes.next(); next.isPresent(); next = changes.next()) {
      Change change = next.get();
      seen = change.revision();
      Optional<WatchEvent> event = seen(change);
      if (event.isPresent()) {
        return event;
      }
    }
    if (changes.isExpired()) {
      open = false;
      return Optional.of(tooOld(seen));
    }
    return Optional.empty();
  }

  private Optional<WatchEvent> seen(Change change) {
    KubeObject object = change.object();
    boolean before = change.before().filter(selection::matches).isPresent();
    if (change.event() == WatchEvent.Type.DELETED) {
      return before ? event(WatchEvent.Type.DELETED, object) : Optional.empty();
    }
    boolean after = selection.matches(object);
    if (after) {
      return event(before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED, object);
    }
    // The last form that matched, at the revision at which it stopped to.
    return before ? event(WatchEvent.Type.DELETED, leaving(change)) : Optional.empty();
  }

  private static KubeObject leaving(Change change) {
    String version = Long.toString(change.revision());
    return change
        .before()
        .orElseThrow()
        .edit(tree -> Json.objectAt(tree, "metadata").put("resourceVersion", version));
  }

  private static Optional<WatchEvent> event(WatchEvent.Type type, KubeObject object) {
    return Optional.of(new WatchEvent(type, object));
  }

  private Optional<WatchEvent> dueBookmark() {
    if (!bookmarkDue) {
      return Optional.empty();
    }
    bookmarkDue = false;
    return Optional.of(bookmark(type, seen, false));
  }

  static WatchEvent bookmark(ResourceType type, long revision, boolean endsInitialEvents) {
    ObjectNode tree = Json.object();
    tree.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    if (endsInitialEvents) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    return new WatchEvent(WatchEvent.Type.BOOKMARK, KubeObject.of(tree));
  }

  private WatchEvent tooOld(long revision) {
    ApiException expired =
        ApiException.expired(
            "too old resource version: " + revision + " (" + log.forgotten() + ")");
    return new WatchEvent(WatchEvent.Type.ERROR, KubeObject.of(expired.toStatus()));
  }

  /** Lets the next poll that finds nothing else answer with a bookmark. */
  void askForBookmark() {
    bookmarkDue = true;
  }

  @Override
  public boolean isOpen() {
    return open || !first.isEmpty();
  }

  /** Ends the watch after what has been seen until now. */
  void end() {
    open = false;
  }

  /** Sets what is done when the watch is closed. */
  void whenClosed(Runnable task) {
    closed = task;
  }

  @Override
  public void close() {
    open = false;
    closed.run();
    cursor.ifPresent(WatchLog.Cursor::close);
  }
}

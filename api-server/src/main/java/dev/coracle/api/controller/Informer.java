// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A picture of the objects of one kind, kept true by a list and a watch.
 *
 * <p>Runs on one loop: handlers are called on it, and it must be read on it. The picture may lag
 * behind what its own component wrote; {@link Controller} waits for its writes to be seen.
 */
public final class Informer implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Informer.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** What is told of a change: the object before it, if any, and after it, if any. */
  @FunctionalInterface
  public interface Handler {

    void changed(Optional<KubeObject> before, Optional<KubeObject> after);
  }

  private final KubeClient client;
  private final ResourceType type;
  private final ListOptions selection;
  private final Loop loop;
  private final List<Handler> handlers = new ArrayList<>();
  private final List<Runnable> progress = new ArrayList<>();
  private final List<Runnable> firstList = new ArrayList<>();
  private final Map<ObjectKey, KubeObject> objects = new TreeMap<>();
  private final Map<String, Index> indexes = new LinkedHashMap<>();
  private Optional<Watch> watch = Optional.empty();
  private Optional<Time.Timer> retry = Optional.empty();
  private String resourceVersion = "";
  // How many watches in a row ended before they told anything.
  private int quietEnds;
  private boolean synced;
  private boolean closed;

  private Informer(KubeClient client, ResourceType type, ListOptions selection, Loop loop) {
    this.client = client;
    this.type = type;
    this.selection = selection;
    this.loop = loop;
  }

  /** A picture of every object of a kind; it stays empty until {@link #start}. */
  public static Informer of(KubeClient client, ResourceType type, Loop loop) {
    return new Informer(client, type, ListOptions.ALL, loop);
  }

  /** A picture of the objects that a selection names. */
  public static Informer of(
      KubeClient client, ResourceType type, ListOptions selection, Loop loop) {
    return new Informer(client, type, selection, loop);
  }

  /** Adds a handler; before {@link #start}. */
  public Informer onChange(Handler handler) {
    handlers.add(handler);
    return this;
  }

  /** Adds what runs after each step of the picture, the first list among them. */
  Informer onProgress(Runnable task) {
    progress.add(task);
    return this;
  }

  /**
   * Runs a task on the loop once all informers have listed; on the loop they share, or before they
   * are started.
   */
  public static void whenSynced(Collection<Informer> informers, Runnable task) {
    Optional<Informer> missing = informers.stream().filter(i -> !i.synced).findFirst();
    missing.ifPresentOrElse(
        informer -> informer.firstList.add(() -> whenSynced(informers, task)), task);
  }

  /** Adds an index by the values that a function gives for each object; before {@link #start}. */
  public Informer indexedBy(String name, Function<KubeObject, Collection<String>> values) {
    indexes.put(name, new Index(values));
    return this;
  }

  /** Begins: lists, tells the handlers of every object, and follows the changes. */
  public void start() {
    loop.execute(this::relist);
  }

  public boolean hasSynced() {
    return synced;
  }

  public Optional<KubeObject> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** The objects, ordered by namespace and name. */
  public Collection<KubeObject> all() {
    return Collections.unmodifiableCollection(objects.values());
  }

  /** The objects for which an index function gave a value, ordered by namespace and name. */
  public List<KubeObject> by(String index, String value) {
    Index found = indexes.get(index);
    if (found == null) {
      throw new IllegalArgumentException(
          "index: " + index + " (expected: one of " + indexes.keySet() + ")");
    }
    return found.keys(value).stream().flatMap(key -> get(key).stream()).toList();
  }

  /** Takes in every change that is known until now. */
  public void refresh() {
    watch.ifPresent(this::drain);
  }

  /** Whether the picture shows, or has shown, everything until a version. */
  boolean isAsNewAs(String version) {
    return resourceVersion.length() > version.length()
        || resourceVersion.length() == version.length() && resourceVersion.compareTo(version) >= 0;
  }

  /** Ends; called on the loop or after it was closed. */
  @Override
  public void close() {
    closed = true;
    retry.ifPresent(Time.Timer::cancel);
    watch.ifPresent(Watch::close);
  }

  private void relist() {
    if (closed) {
      return;
    }
    try {
      KubeList list = client.list(type, selection);
      resourceVersion = list.resourceVersion();
      openWatch();
      replace(list.items());
      listed();
    } catch (RuntimeException e) {
      tryAgain(String.valueOf(e));
    }
  }

  private void listed() {
    progress.forEach(Runnable::run);
    if (!synced) {
      synced = true;
      List<Runnable> waiting = List.copyOf(firstList);
      firstList.clear();
      waiting.forEach(Runnable::run);
    }
  }

  private void openWatch() {
    WatchOptions options = WatchOptions.following(selection, resourceVersion);
    watch = Optional.of(client.watch(type, options, this::wake));
  }

  private void wake() {
    loop.execute(this::refresh);
  }

  private void replace(List<KubeObject> items) {
    Set<ObjectKey> gone = new HashSet<>(objects.keySet());
    for (KubeObject item : items) {
      gone.remove(item.key());
      store(item);
    }
    gone.forEach(this::remove);
    // Changes between the list and the watch have had no wake-up of their own.
    wake();
  }

  private void drain(Watch open) {
    Optional<WatchEvent> next = open.poll();
    if (next.isPresent()) {
      drain(open, next);
      progress.forEach(Runnable::run);
    } else if (!open.isOpen() && !closed) {
      end(open, this::reopen);
    }
  }

  private void drain(Watch open, Optional<WatchEvent> first) {
    Optional<WatchEvent> next = first;
    while (next.isPresent() && !closed) {
      if (!take(next.get())) {
        end(open, this::relist);
        return;
      }
      quietEnds = 0;
      next = open.poll();
    }
    if (!open.isOpen() && !closed) {
      end(open, this::reopen);
    }
  }

  /** Goes on after a watch, but not at once where watches are of no use. */
  private void end(Watch ended, Runnable next) {
    ended.close();
    watch = Optional.empty();
    if (++quietEnds > 1) {
      tryAgain("watches end at once");
    } else {
      next.run();
    }
  }

  private void reopen() {
    try {
      openWatch();
      wake();
    } catch (RuntimeException e) {
      tryAgain(String.valueOf(e));
    }
  }

  private boolean take(WatchEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> store(event.object());
      case DELETED -> remove(event.object().key());
      case BOOKMARK -> {}
      case ERROR -> {
        return false;
      }
    }
    resourceVersion = event.object().resourceVersion();
    return true;
  }

  private void store(KubeObject object) {
    Optional<KubeObject> before = Optional.ofNullable(objects.put(object.key(), object));
    if (before.isPresent()
        && before.get().resourceVersion().equals(object.resourceVersion())
        && before.get().uid().equals(object.uid())) {
      return;
    }
    indexes.values().forEach(index -> index.replace(before, Optional.of(object)));
    tell(before, Optional.of(object));
  }

  private void remove(ObjectKey key) {
    Optional<KubeObject> before = Optional.ofNullable(objects.remove(key));
    if (before.isPresent()) {
      indexes.values().forEach(index -> index.replace(before, Optional.empty()));
      tell(before, Optional.empty());
    }
  }

  private void tell(Optional<KubeObject> before, Optional<KubeObject> after) {
    handlers.forEach(handler -> handler.changed(before, after));
  }

  private void tryAgain(String why) {
    logger.atDebug().addKeyValue("kind", type).addKeyValue("why", why).log("list again later");
    retry = Optional.of(loop.schedule(RETRY, "list " + type, this::relist));
  }

  /** The keys of the objects for which a function gives a value. */
  private static final class Index {

    private final Function<KubeObject, Collection<String>> values;
    private final Map<String, Set<ObjectKey>> keys = new LinkedHashMap<>();

    Index(Function<KubeObject, Collection<String>> values) {
      this.values = values;
    }

    Set<ObjectKey> keys(String value) {
      return keys.getOrDefault(value, Set.of());
    }

    void replace(Optional<KubeObject> before, Optional<KubeObject> after) {
      before.ifPresent(o -> values.apply(o).forEach(v -> removeKey(v, o.key())));
      after.ifPresent(
          o ->
              values
                  .apply(o)
                  .forEach(
                      v -> keys.computeIfAbsent(v, x -> new java.util.TreeSet<>()).add(o.key())));
    }

    private void removeKey(String value, ObjectKey key) {
      Set<ObjectKey> set = keys.get(value);
      if (set != null && set.remove(key) && set.isEmpty()) {
        keys.remove(value);
      }
    }
  }
}

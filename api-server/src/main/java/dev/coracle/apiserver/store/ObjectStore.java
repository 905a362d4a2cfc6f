// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/**
 * The truth: every object by group, resource and key, and one revision that counts all changes.
 * Versions are views, and nothing the store knows of.
 *
 * <p>A write names the document it replaces and succeeds only if that is still the stored one, so
 * everything slow happens before it, without the lock. Under the lock a write gets its revision, is
 * encoded and logged; wake-ups run after the lock is released.
 */
public final class ObjectStore {

  /** What a list call saw: the objects, ordered by key, and the revision. */
  public record Listing(List<KubeObject> items, long revision) {}

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<GroupResource, NavigableMap<ObjectKey, KubeObject>> objects = new HashMap<>();

  @GuardedBy("lock")
  private final Map<GroupResource, WatchLog> logs = new HashMap<>();

  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private final long logBytes;
  private volatile long revision = 1;

  /**
   * An empty store.
   *
   * @param logBytes how many bytes of past changes each kind keeps for watches that resume
   */
  public ObjectStore(long logBytes) {
    this.logBytes = logBytes;
  }

  public long revision() {
    return revision;
  }

  public Optional<KubeObject> get(ResourceType type, ObjectKey key) {
    synchronized (lock) {
      return Optional.ofNullable(ofType(type).get(key));
    }
  }

  /** The objects of a kind, in one namespace or (empty) in all. */
  public Listing list(ResourceType type, String namespace) {
    synchronized (lock) {
      NavigableMap<ObjectKey, KubeObject> all = ofType(type);
      if (namespace.isEmpty()) {
        return new Listing(List.copyOf(all.values()), revision);
      }
      List<KubeObject> found = new ArrayList<>();
      for (KubeObject object : all.tailMap(new ObjectKey(namespace, "")).values()) {
        if (!object.namespace().equals(namespace)) {
          break;
        }
        found.add(object);
      }
      return new Listing(found, revision);
    }
  }

  /** Stores a new object, or answers empty where one of that key exists. */
  public Optional<KubeObject> create(ResourceType type, ObjectKey key, ObjectNode tree) {
    return commit(type, key, Optional.empty(), tree, WatchEvent.Type.ADDED);
  }

  /** Replaces an object, or answers empty where {@code expected} is not the stored one any more. */
  public Optional<KubeObject> replace(
      ResourceType type, ObjectKey key, KubeObject expected, ObjectNode tree) {
    return commit(type, key, Optional.of(expected), tree, WatchEvent.Type.MODIFIED);
  }

  /**
   * Removes an object, or answers empty where {@code expected} is not the stored one any more.
   *
   * @param last the object's last form, as those who watch are told of it
   */
  public Optional<KubeObject> remove(
      ResourceType type, ObjectKey key, KubeObject expected, ObjectNode last) {
    return commit(type, key, Optional.of(expected), last, WatchEvent.Type.DELETED);
  }

  /** The log of a kind's changes. */
  public WatchLog log(ResourceType type) {
    synchronized (lock) {
      return logs.computeIfAbsent(GroupResource.of(type), t -> new WatchLog(logBytes, revision));
    }
  }

  /**
   * Tells of every commit from now on, whatever its kind, until the result is run.
   *
   * @param committed called after the lock was released, on any thread, quickly
   */
  public Runnable observe(Runnable committed) {
    observers.add(committed);
    return () -> observers.remove(committed);
  }

  private Optional<KubeObject> commit(
      ResourceType type,
      ObjectKey key,
      Optional<KubeObject> expected,
      ObjectNode tree,
      WatchEvent.Type event) {
    KubeObject stored;
    WatchLog log = log(type);
    synchronized (lock) {
      NavigableMap<ObjectKey, KubeObject> all = ofType(type);
      KubeObject current = all.get(key);
      if (current != expected.orElse(null)) {
        return Optional.empty();
      }
      long next = revision + 1;
      Json.objectAt(tree, "metadata").put("resourceVersion", Long.toString(next));
      stored = KubeObject.of(tree).compact();
      if (event == WatchEvent.Type.DELETED) {
        all.remove(key);
      } else {
        all.put(key, stored);
      }
      log.append(new Change(next, event, stored, expected));
      revision = next;
    }
    log.wakeAll();
    observers.forEach(Runnable::run);
    return Optional.of(stored);
  }

  @GuardedBy("lock")
  private NavigableMap<ObjectKey, KubeObject> ofType(ResourceType type) {
    return objects.computeIfAbsent(GroupResource.of(type), t -> new TreeMap<>());
  }
}

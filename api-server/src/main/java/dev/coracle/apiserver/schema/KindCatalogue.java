// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The kinds of one cluster as they come and go: the newest {@link Kinds}, and who is told of
 * others.
 *
 * <p>Readers take one snapshot and stay with it for as long as one request or document lasts.
 */
public final class KindCatalogue {

  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private volatile Kinds current;

  public KindCatalogue(Kinds first) {
    this.current = first;
  }

  /** The kinds as they are now. */
  public Kinds current() {
    return current;
  }

  /** Adds kinds; those of the same names are replaced. */
  public void add(Collection<Kind> kinds) {
    synchronized (this) {
      current = current.with(kinds);
    }
    observers.forEach(Runnable::run);
  }

  /** Removes the kinds of a version of a group. */
  public void remove(String group, String version) {
    synchronized (this) {
      current =
          current.without(
              kind -> kind.type().group().equals(group) && kind.type().version().equals(version));
    }
    observers.forEach(Runnable::run);
  }

  /**
   * Tells of every change from now on, after it was made, until the result is run.
   *
   * @param changed called on any thread, quickly; it reads {@link #current} when it wants to know
   */
  public Runnable observe(Runnable changed) {
    observers.add(changed);
    return () -> observers.remove(changed);
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a controller wrote for each of its keys and does not see in its pictures yet. A key is not
 * looked at again before it does: who made ten Pods and sees none would make ten more.
 *
 * <p>Kubernetes counts the expected creations and deletions of some controllers (<a
 * href="https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/controller_utils.go">
 * ControllerExpectations</a>) and tracks the generations of written slices; comparing versions (<a
 * href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/5647-stale-controller-handling">
 * KEP-5647</a>) serves all controllers, and for every kind of write, without a line in any of them.
 *
 * <p>Used on the controller's loop.
 */
final class OwnWrites {

  /** As long as ControllerExpectations wait for what may never be told. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<ObjectKey, List<Write>> unseen = new HashMap<>();

  /** A write that a picture will show. */
  private sealed interface Write {

    Instant since();

    boolean isSeen();
  }

  private record Change(Informer informer, String resourceVersion, Instant since) implements Write {

    @Override
    public boolean isSeen() {
      return informer.isAsNewAs(resourceVersion);
    }
  }

  private record Deletion(Informer informer, KubeObject object, Instant since) implements Write {

    @Override
    public boolean isSeen() {
      return informer
          .get(object.key())
          .filter(present -> present.uid().equals(object.uid()) && !present.isDeleting())
          .isEmpty();
    }
  }

  /** Notes an object as the API server answered it. */
  void changed(ObjectKey key, Informer informer, KubeObject written, Instant now) {
    note(key, new Change(informer, written.resourceVersion(), now));
  }

  /** Notes that an object, which the picture may show, was deleted. */
  void deleted(ObjectKey key, Informer informer, ObjectKey deleted, Instant now) {
    informer.get(deleted).ifPresent(object -> note(key, new Deletion(informer, object, now)));
  }

  private void note(ObjectKey key, Write write) {
    unseen.computeIfAbsent(key, k -> new ArrayList<>()).add(write);
  }

  /** Whether the pictures show all that was written for a key, or will never. */
  boolean areSeen(ObjectKey key, Instant now) {
    List<Write> writes = unseen.get(key);
    if (writes == null) {
      return true;
    }
    writes.removeIf(write -> write.isSeen() || !now.isBefore(write.since().plus(PATIENCE)));
    if (writes.isEmpty()) {
      unseen.remove(key);
    }
    return writes.isEmpty();
  }
}

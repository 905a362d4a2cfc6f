// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.Optional;

/**
 * The API as every component and test sees it. Calls block until they are answered and throw {@link
 * ApiException} when they are refused.
 *
 * <p>The same interface is served in process, without encoding anything, and over HTTP; nobody can
 * tell which one they hold, except by speed.
 */
public interface KubeClient {

  /** Reads one object, or throws a 404. */
  default KubeObject get(ResourceType type, ObjectKey key) {
    return get(type, key, "");
  }

  /** Reads one object, or (with a name) a subresource such as {@code scale}, or throws a 404. */
  KubeObject get(ResourceType type, ObjectKey key, String subresource);

  /** Reads one object if it exists. */
  default Optional<KubeObject> find(ResourceType type, ObjectKey key) {
    try {
      return Optional.of(get(type, key));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The objects of a kind, in all namespaces or the one that the options name. */
  KubeList list(ResourceType type, ListOptions options);

  /**
   * Creates an object, and returns it as it was stored.
   *
   * @throws ApiException when it is refused: 409 when the name is taken, 422 when it is not valid
   */
  KubeObject create(ResourceType type, KubeObject object, WriteOptions options);

  /** Creates an object, and returns it as it was stored. */
  default KubeObject create(ResourceType type, KubeObject object) {
    return create(type, object, WriteOptions.OBJECT);
  }

  /** Posts a body to the subresource that the options name. */
  KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options);

  /** Posts a body to a subresource such as {@code binding} or {@code eviction}. */
  default KubeObject createSubresource(
      ResourceType type, ObjectKey key, String subresource, KubeObject body) {
    return createSubresource(type, key, body, WriteOptions.subresource(subresource));
  }

  /** Replaces an object; one that carries a resourceVersion only if that is still the newest. */
  KubeObject update(ResourceType type, KubeObject object, WriteOptions options);

  /** Replaces an object, and returns it as it was stored. */
  default KubeObject update(ResourceType type, KubeObject object) {
    return update(type, object, WriteOptions.OBJECT);
  }

  /** Replaces the status of an object, and nothing else of it. */
  default KubeObject updateStatus(ResourceType type, KubeObject object) {
    return update(type, object, WriteOptions.STATUS);
  }

  /**
   * Changes an object by a patch, and returns it as it was stored.
   *
   * @throws ApiException when it is refused: 404 when there is none, 409 when its resource version
   *     is another, 422 when the result is not valid
   */
  KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options);

  /** Changes an object by a patch, and returns it as it was stored. */
  default KubeObject patch(ResourceType type, ObjectKey key, Patch patch) {
    return patch(type, key, patch, WriteOptions.OBJECT);
  }

  /** Changes the status of an object by a patch, and nothing else of it. */
  default KubeObject patchStatus(ResourceType type, ObjectKey key, Patch patch) {
    return patch(type, key, patch, WriteOptions.STATUS);
  }

  /** Deletes an object, or begins to; returns it as it is then, or as it last was. */
  KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options);

  /**
   * Deletes an object as its kind does by default; what is returned may be there for a while yet.
   */
  default KubeObject delete(ResourceType type, ObjectKey key) {
    return delete(type, key, DeleteOptions.NORMAL);
  }

  /** Deletes, or begins to, all objects that a list would show; returns them as they are then. */
  KubeList deleteCollection(ResourceType type, ListOptions selection, DeleteOptions options);

  /** Deletes what a list would show. */
  default KubeList deleteCollection(ResourceType type, ListOptions selection) {
    return deleteCollection(type, selection, DeleteOptions.NORMAL);
  }

  /**
   * Follows the changes of a kind.
   *
   * @param wake called on any thread, quickly, whenever {@link Watch#poll} may answer again
   */
  Watch watch(ResourceType type, WatchOptions options, Runnable wake);
}

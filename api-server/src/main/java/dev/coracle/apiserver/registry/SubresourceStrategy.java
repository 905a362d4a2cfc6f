// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.time.Instant;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is particular to a part of an object that has a path of its own, besides its status, which
 * {@link ResourceStrategy} knows, and what only connects to a node.
 */
public sealed interface SubresourceStrategy {

  /**
   * Another kind as a view of a part of the object, such as {@code scale}: read, replaced and
   * patched, and each change one of the object by all its rules.
   */
  non-sealed interface View extends SubresourceStrategy {

    ObjectNode of(KubeObject parent);

    /** Changes the object as its changed view says, the resourceVersion that was meant included. */
    void apply(ObjectNode view, ObjectNode parent);
  }

  /** A part that is replaced past the rules for clients, such as {@code finalize}. */
  @FunctionalInterface
  non-sealed interface Replacement extends SubresourceStrategy {

    /** The object as it is to be stored. */
    ObjectNode apply(ObjectNode body, KubeObject old);
  }

  /** A deed that is asked for by posting, such as {@code binding}, and answered with success. */
  @FunctionalInterface
  non-sealed interface Action extends SubresourceStrategy {

    void run(Request request, ObjectNode body);
  }

  /** What an action is asked to do it to, and may do. */
  interface Request {

    ResourceType type();

    ObjectKey key();

    Instant now();

    boolean dryRun();

    /** The API itself, for what must be known of other objects. */
    KubeClient api();

    /**
     * The object.
     *
     * @throws dev.coracle.api.ApiException 404 when there is none
     */
    KubeObject object();

    /** Changes the object past the rules for clients. */
    void change(Function<KubeObject, ObjectNode> change);

    /** Deletes the object, or begins to. */
    void delete(DeleteOptions options);
  }
}

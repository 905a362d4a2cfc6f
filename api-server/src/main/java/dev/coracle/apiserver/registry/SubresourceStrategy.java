// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to a path below an object. */
public sealed interface SubresourceStrategy {

  /**
   * The object itself, written by rules of their own, such as {@code status} and {@code finalize}.
   */
  non-sealed interface Part extends SubresourceStrategy {

    /** Puts back what a client may not change in this way. */
    void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old);

    void validateUpdate(
        WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors);

    /** What the client should hear although the write succeeds. */
    default List<String> warnings(WriteContext context, ObjectNode object) {
      return List.of();
    }
  }

  /**
   * Another kind as a view of a part of the object, such as {@code scale}: read, replaced and
   * patched, and each change one of the object by all its rules.
   */
  non-sealed interface View extends SubresourceStrategy {

    ObjectNode of(KubeObject parent);

    /** Changes the object as its changed view says, the resourceVersion that was meant included. */
    void apply(ObjectNode view, ObjectNode parent);
  }

  /** A deed that is asked for by posting, such as {@code binding}, and answered with success. */
  non-sealed interface Action extends SubresourceStrategy {

    /** Refuses what makes no sense by itself, before admission is asked about it. */
    default void check(Request request, ObjectNode body) {}

    void run(Request request, ObjectNode body);
  }

  /** A connection to what runs on a node, such as {@code exec}. */
  record Connection(Way way) implements SubresourceStrategy {

    /** What is connected. */
    public enum Way {
      LOG,
      EXEC,
      ATTACH,
      PORT_FORWARD,
      PROXY;

      /** Whether the connection is a thing of its own to admission, and not the reading of one. */
      public boolean isAdmitted() {
        return this != LOG;
      }

      /**
       * Whether a GET that opens a WebSocket needs the right to create as well, so that nobody who
       * may only read can do this.
       *
       * @see <a href="https://github.com/kubernetes/kubernetes/issues/133515">Issue 133515</a>
       */
      public boolean isCreation() {
        return this == EXEC || this == ATTACH || this == PORT_FORWARD;
      }
    }
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

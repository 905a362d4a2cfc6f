// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The object of a write on its way, while it may still be changed. Used by one thread. */
public final class Draft {

  private final Supplier<ObjectNode> source;
  private final UnaryOperator<ObjectNode> decoder;
  private @Nullable ObjectNode tree;
  private boolean replaced;

  /**
   * A draft of what {@code source} gives when it is first read.
   *
   * @param decoder reads a tree as an object of the kind again, with its defaults
   */
  public Draft(Supplier<ObjectNode> source, UnaryOperator<ObjectNode> decoder) {
    this.source = source;
    this.decoder = decoder;
  }

  /**
   * The tree, to be changed in place by the server's own plugins, who write against the types of
   * the kind, so that what they change needs no decoding.
   */
  ObjectNode tree() {
    ObjectNode present = tree;
    if (present == null) {
      present = source.get();
      tree = present;
    }
    return present;
  }

  /**
   * Goes on with another tree, which the caller gives away: what the kind does not know is dropped,
   * what it lacks is filled in.
   *
   * @throws dev.coracle.api.ApiException 500 when a value is of the wrong type, in Kubernetes'
   *     words
   */
  public void replace(ObjectNode changed) {
    tree = decoder.apply(changed);
    replaced = true;
  }

  /** The tree, if anybody has opened it and so may have changed it. */
  public Optional<ObjectNode> opened() {
    return Optional.ofNullable(tree);
  }

  /** Whether somebody has {@link #replace}d the tree since this was last asked. */
  boolean wasReplaced() {
    boolean was = replaced;
    replaced = false;
    return was;
  }
}

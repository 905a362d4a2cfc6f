// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.apiserver.codec.WireForm;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind in the version that a client asked for, as a view of the one that is stored.
 *
 * <p>What clients send and see is in the version of {@code kind}; strategies and the store are
 * given the form of {@code stored}. For most kinds the two are one.
 */
record Version(Kind kind, Kind stored, Kind.Stored view) {

  /** The names under which the objects are stored. */
  ResourceType storage() {
    return view.as();
  }

  private boolean isStored() {
    return view.as().equals(kind.type());
  }

  /** A stored object in this version. */
  KubeObject show(KubeObject object) {
    if (isStored()) {
      return object;
    }
    return KubeObject.of(shown(object.tree().deepCopy()));
  }

  /** What a tree that nobody else has is in this version. */
  private ObjectNode shown(ObjectNode copy) {
    ObjectNode tree = named(view.conversion().fromStored(copy), kind.type());
    WireForm.apply(kind, tree);
    return tree;
  }

  KubeList show(KubeList list) {
    return isStored()
        ? list
        : new KubeList(
            list.items().stream().map(this::show).toList(),
            list.resourceVersion(),
            list.continueToken(),
            list.remaining());
  }

  Watch show(Watch watch) {
    return isStored() ? watch : new Shown(watch);
  }

  /** An object of this version, given away by the caller, in the form that is stored. */
  ObjectNode store(ObjectNode object) {
    return isStored() ? object : named(view.conversion().toStored(object), view.as());
  }

  /** A tree in the form that is stored, in this version: itself where the two are one. */
  ObjectNode show(ObjectNode stored) {
    return isStored() ? stored : shown(stored.deepCopy());
  }

  /** A tree in the form that is stored, changed by what changes trees of this version. */
  ObjectNode store(ObjectNode stored, UnaryOperator<ObjectNode> change) {
    if (isStored()) {
      return change.apply(stored);
    }
    ObjectNode shown = show(stored);
    ObjectNode before = shown.deepCopy();
    ObjectNode changed = change.apply(shown);
    return changed.equals(before) ? stored : store(changed);
  }

  private static ObjectNode named(ObjectNode tree, ResourceType type) {
    ObjectNode named = tree.objectNode();
    named.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    tree.properties().stream()
        .filter(member -> !named.has(member.getKey()))
        .forEach(member -> named.set(member.getKey(), member.getValue()));
    return named;
  }

  /** The field of stored objects that a field of this version stands for. */
  String storedField(String field) {
    return view.conversion().storedField(field);
  }

  /** A watch whose objects are shown in this version. */
  private final class Shown implements Watch {

    private final Watch stored;

    Shown(Watch stored) {
      this.stored = stored;
    }

    @Override
    public Optional<WatchEvent> poll() {
      return stored.poll().map(this::shown);
    }

    private WatchEvent shown(WatchEvent event) {
      return switch (event.type()) {
        case ERROR, BOOKMARK -> event;
        default -> new WatchEvent(event.type(), show(event.object()));
      };
    }

    @Override
    public boolean isOpen() {
      return stored.isOpen();
    }

    @Override
    public void close() {
      stored.close();
    }
  }
}

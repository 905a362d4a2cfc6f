// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The end of an object: at once, or after its grace and when nobody holds it any more. */
final class Removal {

  /** An object as it is when its deletion was asked for, and whether it has gone. */
  record Outcome(KubeObject object, boolean gone) {}

  private final Machinery machinery;
  private final AdmissionSteps admission;

  Removal(Machinery machinery, AdmissionSteps admission) {
    this.machinery = machinery;
    this.admission = admission;
  }

  /** Deletes an object as the options of the request say, if admission lets it go. */
  Outcome delete(Call call) {
    Version version = machinery.version(call.type());
    return delete(call, object -> admission.delete(call, () -> version.show(object)));
  }

  /**
   * Deletes an object without asking admission again, which was asked for something that means it.
   */
  Outcome deleteAdmitted(Call call) {
    return delete(call, object -> {});
  }

  private Outcome delete(Call call, Consumer<KubeObject> admitted) {
    ResourceType type = call.type();
    ObjectKey key = call.key();
    WriteContext context = machinery.context(call);
    Version version = machinery.version(type);
    while (true) {
      KubeObject old =
          machinery
              .store()
              .get(version.storage(), key)
              .orElseThrow(() -> ApiException.notFound(type, key.name()));
      Preconditions.require(type, old, call.info().deletion());
      Optional<Outcome> outcome = tryOnce(context, key, old, admitted);
      if (outcome.isPresent()) {
        return new Outcome(version.show(outcome.get().object()), outcome.get().gone());
      }
    }
  }

  /** Admission is asked only where something changes: nobody is asked twice for one deletion. */
  private Optional<Outcome> tryOnce(
      WriteContext context, ObjectKey key, KubeObject old, Consumer<KubeObject> admitted) {
    DeleteOptions options = context.request().deletion();
    ResourceStrategy strategy = machinery.strategy(context.type());
    ObjectNode object = old.tree().deepCopy();
    setPropagation(object, options.propagation());
    long grace = strategy.gracePeriodSeconds(old, options);
    if (old.isDeleting()) {
      grace = Math.min(grace, old.at("metadata", "deletionGracePeriodSeconds").asLong(0));
    }
    boolean held = strategy.isHeld(object);
    if (grace == 0 && !held) {
      if (strategy.deletesGracefully()) {
        // What could have had a grace is marked all the same, and answered so.
        mark(object, context.now(), grace, strategy, old);
      }
      admitted.accept(old);
      return context.dryRun()
          ? Optional.of(new Outcome(old, true))
          : remove(context, key, old, object).map(last -> new Outcome(last, true));
    }
    mark(object, context.now(), grace, strategy, old);
    if (Json.same(object, old.tree())) {
      return Optional.of(new Outcome(old, false));
    }
    admitted.accept(old);
    return context.dryRun()
        ? Optional.of(new Outcome(KubeObject.of(object), false))
        : machinery
            .store()
            .replace(storage(context), key, old, object)
            .map(marked -> new Outcome(marked, false));
  }

  private ResourceType storage(WriteContext context) {
    return machinery.version(context.type()).storage();
  }

  /** Takes an object out of the store; empty when it has changed meanwhile. */
  Optional<KubeObject> remove(
      WriteContext context, ObjectKey key, KubeObject old, ObjectNode last) {
    Optional<KubeObject> removed = machinery.store().remove(storage(context), key, old, last);
    removed.ifPresent(object -> machinery.strategy(context.type()).afterDelete(context, object));
    return removed;
  }

  private static void mark(
      ObjectNode object, Instant now, long grace, ResourceStrategy strategy, KubeObject old) {
    ObjectNode metadata = Json.objectAt(object, "metadata");
    long present = old.at("metadata", "deletionGracePeriodSeconds").asLong(0);
    if (!old.isDeleting() || grace < present) {
      Instant from =
          old.isDeleting() ? old.deletionTimestamp().orElse(now) : now.plusSeconds(grace);
      metadata.put(
          "deletionTimestamp",
          (old.isDeleting() ? from.minusSeconds(present - grace) : from).toString());
      metadata.put("deletionGracePeriodSeconds", grace);
      if (!old.isDeleting() && strategy.hasGeneration()) {
        metadata.put("generation", old.generation() + 1);
      }
      strategy.prepareForDelete(object);
    }
  }

  private static void setPropagation(ObjectNode object, Propagation propagation) {
    if (propagation == Propagation.DEFAULT) {
      return;
    }
    ObjectNode metadata = Json.objectAt(object, "metadata");
    ArrayNode finalizers = Json.array();
    metadata
        .path("finalizers")
        .forEach(
            f -> {
              if (!f.asString().equals("orphan") && !f.asString().equals("foregroundDeletion")) {
                finalizers.add(f);
              }
            });
    if (propagation == Propagation.FOREGROUND) {
      finalizers.add("foregroundDeletion");
    } else if (propagation == Propagation.ORPHAN) {
      finalizers.add("orphan");
    }
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      metadata.set("finalizers", finalizers);
    }
  }
}

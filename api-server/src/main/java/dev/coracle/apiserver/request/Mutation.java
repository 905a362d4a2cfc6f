// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.admission.Admission;
import dev.coracle.apiserver.codec.WireForm;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The change of an object: read, change, check, store, and again from the start when somebody else
 * was faster and the client did not say which version it meant.
 */
final class Mutation {

  private static final int TRIES = 100;

  private final Machinery machinery;
  private final Admission admission;
  private final Removal removal;

  Mutation(Machinery machinery, Admission admission, Removal removal) {
    this.machinery = machinery;
    this.admission = admission;
    this.removal = removal;
  }

  /** Stores what {@code change} makes of the present object. */
  KubeObject mutate(Call call, Function<KubeObject, ObjectNode> change) {
    Version version = machinery.version(call.type());
    for (int attempt = 1; ; attempt++) {
      KubeObject old = find(version, call.key());
      ObjectNode object = change.apply(version.show(old));
      Preconditions.require(call, old, object);
      boolean unconditional = Preconditions.version(object) == 0;
      Optional<KubeObject> stored = tryOnce(call, version, object, old);
      if (stored.isPresent()) {
        return version.show(stored.get());
      }
      if (attempt == TRIES && unconditional) {
        throw ApiException.modified(call.type(), call.key().name());
      }
    }
  }

  /** Changes the present object past the rules for clients, as its own subresources do. */
  KubeObject override(Call call, Function<KubeObject, ObjectNode> change) {
    WriteContext context = machinery.context(call, call.dryRun());
    ResourceStrategy strategy = machinery.strategy(call.type());
    Version version = machinery.version(call.type());
    while (true) {
      KubeObject old = find(version, call.key());
      ObjectNode object = version.store(change.apply(version.show(old)));
      Preconditions.require(call, old, object);
      SystemMetadata.raiseGeneration(object, old, strategy);
      Optional<KubeObject> stored = store(call, version, object, old, strategy, context);
      if (stored.isPresent()) {
        return version.show(stored.get());
      }
    }
  }

  private KubeObject find(Version version, ObjectKey key) {
    return machinery
        .store()
        .get(version.storage(), key)
        .orElseThrow(() -> ApiException.notFound(version.kind().type(), key.name()));
  }

  private Optional<KubeObject> tryOnce(
      Call call, Version version, ObjectNode shown, KubeObject old) {
    ResourceType type = call.type();
    WriteContext context = machinery.context(call, call.dryRun());
    ResourceStrategy strategy = machinery.strategy(type);
    BodyRules.settleNamespace(type, call.key().namespace(), shown);
    SystemMetadata.carryOver(shown, old);
    version.kind().schema().applyDefaults(shown);
    ObjectNode object = version.store(shown);
    strategy.applyDefaults(object);
    WireForm.apply(version.stored(), object);
    if (call.isOfStatus()) {
      strategy.prepareForStatusUpdate(context, object, old);
      validateStatus(context, strategy, object, old);
      return store(call, version, object, old, strategy, context);
    }
    admission.update(context, object, old);
    Reservation reservation = strategy.beginUpdate(context, object, old);
    boolean stored = false;
    try {
      strategy.prepareForUpdate(context, object, old);
      validate(context, strategy, object, old);
      strategy.warnings(context, object).forEach(call::warn);
      SystemMetadata.raiseGeneration(object, old, strategy);
      Optional<KubeObject> result = store(call, version, object, old, strategy, context);
      stored = result.isPresent() && !call.dryRun();
      return result;
    } finally {
      Creation.end(reservation, stored);
    }
  }

  private static void validate(
      WriteContext context, ResourceStrategy strategy, ObjectNode object, KubeObject old) {
    FieldErrors errors = new FieldErrors();
    validateMetadata(object, old, errors);
    strategy.validateUpdate(context, object, old, errors);
    throwIfAny(context, old, errors);
  }

  private static void validateStatus(
      WriteContext context, ResourceStrategy strategy, ObjectNode object, KubeObject old) {
    FieldErrors errors = new FieldErrors();
    validateMetadata(object, old, errors);
    strategy.validateStatusUpdate(context, object, old, errors);
    throwIfAny(context, old, errors);
  }

  /**
   * Twice, as in Kubernetes, where all kinds and each kind check them, and each finding counts.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/rest/update.go (BeforeUpdate)
   */
  private static void validateMetadata(ObjectNode object, KubeObject old, FieldErrors errors) {
    MetadataRules.validateUpdate(object, old, errors);
    MetadataRules.validateUpdate(object, old, errors);
  }

  private static void throwIfAny(WriteContext context, KubeObject old, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(context.type(), old.name(), errors.list());
    }
  }

  private Optional<KubeObject> store(
      Call call,
      Version version,
      ObjectNode object,
      KubeObject old,
      ResourceStrategy strategy,
      WriteContext context) {
    WireForm.apply(version.stored(), object);
    if (Json.same(object, old.tree())) {
      return Optional.of(old);
    }
    if (call.dryRun()) {
      return Optional.of(KubeObject.of(object));
    }
    if (isReleased(object, strategy)) {
      return removal
          .remove(context, call.key(), old, object)
          .map(last -> withVersion(last, old.resourceVersion()));
    }
    return machinery.store().replace(version.storage(), call.key(), old, object);
  }

  /** Who took away the last finalizer is answered with the version that they changed. */
  private static KubeObject withVersion(KubeObject object, String version) {
    return object.edit(tree -> Json.objectAt(tree, "metadata").put("resourceVersion", version));
  }

  /** Whether the change took away the last thing that a deleted object waited for. */
  private static boolean isReleased(ObjectNode object, ResourceStrategy strategy) {
    ObjectNode metadata = Json.objectAt(object, "metadata");
    return metadata.hasNonNull("deletionTimestamp")
        && metadata.path("deletionGracePeriodSeconds").asLong(0) == 0
        && !strategy.isHeld(object);
  }
}

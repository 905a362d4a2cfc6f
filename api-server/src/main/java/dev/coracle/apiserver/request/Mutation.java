// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.apiserver.codec.WireForm;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The change of an object: read, change, admit, check, store, and again from the start when
 * somebody else was faster and the client did not say which version it meant. Nothing is locked in
 * between.
 */
final class Mutation {

  private static final int TRIES = 100;

  private final Machinery machinery;
  private final Removal removal;

  Mutation(Machinery machinery, Removal removal) {
    this.machinery = machinery;
    this.removal = removal;
  }

  /** Stores what an update makes of the present object. */
  KubeObject mutate(Call call, Update update) {
    Version version = machinery.version(call.type());
    for (int attempt = 1; ; attempt++) {
      KubeObject old = find(version, call.key());
      ObjectNode changed = update.of(version.show(old));
      Preconditions.requireUid(call, old, changed);
      ObjectNode object = admitted(call, version, update, changed, old);
      boolean unconditional = Preconditions.version(object) == 0;
      if (unconditional && !machinery.strategy(call.type()).allowsUnconditionalUpdate()) {
        throw Preconditions.unconditional(call);
      }
      Preconditions.requireVersion(call, old, object);
      Optional<KubeObject> stored = tryOnce(call, version, update, object, old);
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
    WriteContext context = machinery.context(call);
    Version version = machinery.version(call.type());
    while (true) {
      KubeObject old = find(version, call.key());
      ObjectNode object = version.store(change.apply(version.show(old)));
      Preconditions.requireUid(call, old, object);
      Preconditions.requireVersion(call, old, object);
      WireForm.apply(version.stored(), object);
      Optional<KubeObject> stored = store(call, version, object, old, context);
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

  /**
   * The changed object with its defaults, as admission lets it pass, in the form that is stored.
   */
  private ObjectNode admitted(
      Call call, Version version, Update update, ObjectNode changed, KubeObject old) {
    BodyRules.settleNamespace(call.type(), call.key().namespace(), changed);
    OwnerDuplicates.drop(call, changed);
    version.kind().schema().applyDefaults(changed);
    ObjectNode object = version.store(changed);
    applyDefaults(call, version, object);
    ObjectNode admitted =
        version.store(object, shown -> update.mutate(shown, () -> version.show(old)));
    if (admitted != object) {
      OwnerDuplicates.dropAfterAdmission(call, admitted);
      BodyRules.settleNamespace(call.type(), call.key().namespace(), admitted);
      applyDefaults(call, version, admitted);
    }
    return admitted;
  }

  private void applyDefaults(Call call, Version version, ObjectNode object) {
    machinery.strategy(call.type()).applyDefaults(object);
    WireForm.apply(version.stored(), object);
  }

  private Optional<KubeObject> tryOnce(
      Call call, Version version, Update update, ObjectNode object, KubeObject old) {
    WriteContext context = machinery.context(call);
    UpdateRules rules = update.rules();
    SystemMetadata.carryOver(object, old);
    Reservation reservation = rules.begin(context, object, old);
    boolean stored = false;
    try {
      rules.prepare(context, object, old);
      validate(context, rules, version, object, old);
      rules.warnings(context, object, old).forEach(call::warn);
      WireForm.apply(version.stored(), object);
      Supplier<KubeObject> before = () -> version.show(old);
      update.validate(() -> version.show(object), before);
      Optional<KubeObject> result = store(call, version, object, old, context);
      stored = result.isPresent() && !call.dryRun();
      return result;
    } finally {
      Creation.end(reservation, stored);
    }
  }

  /**
   * The metadata twice, as in Kubernetes, where all kinds and most kinds themselves check them, and
   * each finding counts.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/rest/update.go (BeforeUpdate)
   */
  private static void validate(
      WriteContext context, UpdateRules rules, Version version, ObjectNode object, KubeObject old) {
    FieldErrors errors = new FieldErrors(version.stored().schema());
    MetadataRules.validateUpdate(object, old, errors);
    if (rules.checkMetadata()) {
      MetadataRules.validateUpdate(object, old, errors);
    }
    rules.validate(context, object, old, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(version.storage(), old.name(), errors.list());
    }
  }

  private Optional<KubeObject> store(
      Call call, Version version, ObjectNode object, KubeObject old, WriteContext context) {
    machinery.ownership().own(call.info(), object, Optional.of(old));
    if (Json.same(object, old.tree())) {
      return Optional.of(old);
    }
    if (call.dryRun()) {
      return Optional.of(KubeObject.of(object));
    }
    if (isReleased(object, machinery.strategy(call.type()))) {
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

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.fields.FieldOwnership;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.store.ObjectStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The store, the kinds and the time of a cluster: what all steps of the pipeline share. */
record Machinery(
    ObjectStore store,
    KindCatalogue catalogue,
    Registry registry,
    FieldOwnership ownership,
    Time time,
    RandomGenerator random,
    Supplier<KubeClient> api) {

  ResourceStrategy strategy(ResourceType type) {
    return registry.strategy(kind(type));
  }

  /** The kinds as they are now. */
  Kinds kinds() {
    return catalogue.current();
  }

  Kind kind(ResourceType type) {
    return kinds()
        .byResource(type.group(), type.version(), type.plural())
        .orElseThrow(ApiException::pageNotFound);
  }

  /**
   * The version of a kind that a client asked for.
   *
   * @throws ApiException 404 when objects of the kind are not stored
   */
  Version version(ResourceType type) {
    Kind kind = kind(type);
    if (!(kind.use() instanceof Kind.Stored view)) {
      throw ApiException.pageNotFound();
    }
    ResourceType as = view.as();
    Kind stored = kinds().byResource(as.group(), as.version(), as.plural()).orElse(kind);
    return new Version(kind, stored, view);
  }

  WriteContext context(Call call) {
    return new WriteContext(call.info(), call.type(), call.dryRun(), now(), api.get());
  }

  /** Now in whole seconds, as timestamps of objects have it. */
  Instant now() {
    return time.now().truncatedTo(ChronoUnit.SECONDS);
  }
}

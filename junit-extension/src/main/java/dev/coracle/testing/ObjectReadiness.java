// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Likeness;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What one object is still waiting for before it is as it should be. */
final class ObjectReadiness {

  private final KubeClient client;
  private final ObjectReference object;

  ObjectReadiness(KubeClient client, ObjectReference object) {
    this.client = client;
    this.object = object;
  }

  /** The object, with those of its ReplicaSets and Pods that are not ready; empty when it is. */
  List<Missing> missing() {
    Optional<KubeObject> present = client.find(object.type(), object.key());
    if (present.isEmpty()) {
      KubeObject absent = KubeObject.of(object.type(), object.key());
      return List.of(new Missing(object.type(), absent, "not found" + meant()));
    }
    String missing = missing(present.get());
    List<Missing> all = new ArrayList<>();
    if (!missing.isEmpty()) {
      all.add(new Missing(object.type(), present.get(), missing));
      all.addAll(chosen(present.get()));
    }
    return all;
  }

  /** The one with a name alike, as a hint. */
  private String meant() {
    List<String> names =
        client
            .list(object.type(), ListOptions.inNamespace(object.key().namespace()))
            .items()
            .stream()
            .map(KubeObject::name)
            .toList();
    return Likeness.nearest(object.key().name(), names)
        .map(name -> " (did you mean " + name + "?)")
        .orElse("");
  }

  private String missing(KubeObject present) {
    String missing = Readiness.missing(object.type(), present);
    return missing.isEmpty() && object.type().equals(ResourceType.SERVICES)
        ? endpoints(present)
        : missing;
  }

  /** A Service that chooses Pods is of use when it has found one. */
  private String endpoints(KubeObject service) {
    boolean chooses = !service.at("spec", "selector").isEmpty();
    return chooses && !new ServiceEndpoints(client, object.key()).anyReady()
        ? "no ready endpoint"
        : "";
  }

  private List<Missing> chosen(KubeObject owner) {
    Readiness all = new Readiness(client, object.key().namespace());
    return selector(owner).stream()
        .flatMap(
            labels ->
                Stream.of(ResourceType.REPLICA_SETS, ResourceType.PODS)
                    .flatMap(type -> all.missing(type, labels).stream()))
        .toList();
  }

  /** Services choose by labels, workloads by a selector. */
  static Optional<Selector> selector(KubeObject owner) {
    JsonNode selector = owner.at("spec", "selector");
    if (selector.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        owner.kind().equals("Service")
            ? Selector.ofMap(owner.stringMap("spec", "selector"))
            : Selector.of(selector));
  }

  /** Why an object that was deleted is still there. */
  static String whyThere(ObjectReference object, KubeObject present) {
    if (!present.isDeleting()) {
      return object + ": is not being deleted";
    }
    return present.finalizers().isEmpty()
        ? object + ": is terminating"
        : object + ": waits for finalizers " + present.finalizers();
  }
}

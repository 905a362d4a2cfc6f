// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The way back to a cluster that nobody has used: through the API as far as objects are concerned,
 * so that everybody who follows it sees them go.
 */
final class ClusterReset {

  private static final DeleteOptions NOW =
      DeleteOptions.NOW.withPropagation(Propagation.BACKGROUND);

  private static final Patch WITHOUT_FINALIZERS =
      Patch.merge(body -> Json.objectAt(body, "metadata").putNull("finalizers"));

  /** What is made for a Service, and made again while that is there. */
  private static final List<ResourceType> DERIVED =
      List.of(ResourceType.ENDPOINTS, ResourceType.ENDPOINT_SLICES, ResourceType.IP_ADDRESSES);

  /** Whoever makes objects again when others go has come to rest long before. */
  private static final int ROUNDS = 20;

  private final Assembly parts;
  private final Baseline baseline;
  private final String namespace;
  private final KubeClient client;

  /**
   * A reset.
   *
   * @param namespace the only one that is emptied; empty for the whole cluster
   */
  ClusterReset(Assembly parts, Baseline baseline, String namespace) {
    this.parts = parts;
    this.baseline = baseline;
    this.namespace = namespace;
    this.client = parts.client();
  }

  /** An object that is to go. */
  private record Foreign(ResourceType type, KubeObject object) {

    /** Who makes others goes first, Pods later, and what holds them all at last. */
    int turn() {
      if (type.equals(ResourceType.NAMESPACES)) {
        return 3;
      }
      if (type.equals(ResourceType.PODS)) {
        return 2;
      }
      return object.ownerReferences().isEmpty() && !DERIVED.contains(type) ? 0 : 1;
    }

    @Override
    public String toString() {
      return type.kind() + " " + object.key();
    }
  }

  void run() {
    parts.traffic().forEach(TrafficRun::close);
    List<Foreign> left = foreign();
    for (int round = 0; !left.isEmpty() && round < ROUNDS; round++) {
      left.forEach(this::remove);
      rest();
      left = foreign();
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "reset: %s come again (expected: nobody who makes them, such as a test's own controller)"
              .formatted(left.stream().map(Foreign::toString).collect(Collectors.joining(", "))));
    }
    if (namespace.isEmpty()) {
      restoreAll();
      forget();
    }
    settle();
  }

  private List<Foreign> foreign() {
    List<Foreign> all = new ArrayList<>();
    parts
        .api()
        .objects()
        .forEach(
            (type, list) ->
                list.stream()
                    .filter(object -> isForeign(type, object))
                    .forEach(object -> all.add(new Foreign(type, object))));
    all.sort(Comparator.comparing(Foreign::turn));
    return all;
  }

  private boolean isForeign(ResourceType type, KubeObject object) {
    boolean meant = namespace.isEmpty() || object.namespace().equals(namespace);
    return meant && !baseline.has(type, object.key()) && !isMadeAgain(type, object);
  }

  /** What the cluster has in every Namespace that stays, and for every node. */
  private boolean isMadeAgain(ResourceType type, KubeObject object) {
    boolean stays =
        !namespace.isEmpty()
            || baseline.has(ResourceType.NAMESPACES, ObjectKey.cluster(object.namespace()));
    return switch (type.qualifiedName()) {
      case "configmaps" -> stays && object.name().equals("kube-root-ca.crt");
      case "serviceaccounts" -> stays && object.name().equals("default");
      case "leases.coordination.k8s.io" -> object.namespace().equals("kube-node-lease");
      default -> false;
    };
  }

  private void remove(Foreign foreign) {
    ResourceType type = foreign.type();
    ObjectKey key = foreign.object().key();
    try {
      client.delete(type, key, NOW);
      client
          .find(type, key)
          .filter(object -> !object.finalizers().isEmpty())
          .ifPresent(object -> client.patch(type, key, WITHOUT_FINALIZERS));
      if (type.equals(ResourceType.NAMESPACES)) {
        settle();
        client.find(type, key).ifPresent(this::finish);
      }
    } catch (ApiException e) {
      // Another round will tell whether it is gone.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /** Ends a Namespace where no controller does. */
  private void finish(KubeObject namespaceObject) {
    KubeObject released =
        namespaceObject.edit(
            tree -> {
              Json.objectAt(tree, "metadata").remove("resourceVersion");
              Json.objectAt(tree, "spec").remove("finalizers");
            });
    client.update(ResourceType.NAMESPACES, released, WriteOptions.subresource("finalize"));
  }

  /** Lets everybody take in what is gone, and ends what still runs of it. */
  private void rest() {
    settle();
    if (!parts.isControlPlaneOnly()) {
      for (int i = 0; parts.kubelets().killRemoved() > 0 && i < ROUNDS; i++) {
        settle();
      }
    }
  }

  /** In virtual time, what is due now is due. */
  private void settle() {
    if (parts.time() instanceof VirtualTime virtual) {
      virtual.advance(Duration.ZERO);
    } else {
      parts.time().settle();
    }
  }

  private void restoreAll() {
    baseline
        .kept()
        .forEach(kind -> kind.getValue().values().forEach(o -> restore(kind.getKey(), o)));
  }

  private void restore(ResourceType type, KubeObject before) {
    var now = client.find(type, before.key());
    if (now.isEmpty()) {
      create(type, before);
      return;
    }
    Baseline.restored(before, now.get()).ifPresent(object -> client.update(type, object));
  }

  private void create(ResourceType type, KubeObject before) {
    client.create(type, Baseline.fresh(before));
    if (type.equals(ResourceType.NODES)) {
      client.updateStatus(type, Baseline.fresh(before));
    }
  }

  private void forget() {
    parts.api().forgetRequests();
    if (!parts.isControlPlaneOnly()) {
      parts.images().reset(parts.strictImages());
      parts.dns().forget();
      parts.network().forgetRecent();
    }
  }
}

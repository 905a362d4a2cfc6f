// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.serviceaccount;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the ServiceAccount {@code default} in every living Namespace. */
public final class ServiceAccountController {

  private static final String NAME = "default";

  private final KubeClient client;
  private final Informer namespaces;
  private final Informer accounts;

  private ServiceAccountController(KubeClient client, Controller controller) {
    this.client = client;
    this.namespaces = controller.watch(ResourceType.NAMESPACES);
    this.accounts =
        controller.watch(
            ResourceType.SERVICE_ACCOUNTS,
            (before, after) ->
                after.isEmpty()
                    ? before.stream().map(sa -> ObjectKey.cluster(sa.namespace())).toList()
                    : List.of());
  }

  public static Controller create(KubeClient client, Time time) {
    Controller controller = new Controller("service-account-controller", client, time);
    return controller.reconcile(
        new ServiceAccountController(controller.client(), controller)::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey namespace) {
    ObjectKey key = ObjectKey.of(namespace.name(), NAME);
    boolean lives = namespaces.get(namespace).filter(ns -> !ns.isDeleting()).isPresent();
    if (lives && accounts.get(key).isEmpty()) {
      Creations.create(
          client, ResourceType.SERVICE_ACCOUNTS, KubeObject.of(ResourceType.SERVICE_ACCOUNTS, key));
    }
    return Reconciler.DONE;
  }
}

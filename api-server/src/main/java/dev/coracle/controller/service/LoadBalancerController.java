// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Service;
import dev.coracle.api.time.Time;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.Finalizers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives Services of type LoadBalancer an address, and says which change of the nodes concerns them.
 * One with a {@code loadBalancerClass} is somebody else's. Runs on its controller's loop.
 *
 * <p>The load balancer itself is the network, which answers on every address that a Service's
 * status shows. The wanted {@code loadBalancerIP} is given where it is one of the pool and free,
 * and any other one where it is not.
 */
public final class LoadBalancerController {

  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
  private static final String NAME = "service-controller";

  /** The address that a Service has, and what the Service was when it was told so. */
  private record Balancer(
      String address, String wantedAddress, String settings, LoadBalancerNodes nodes) {

    private Balancer withNodes(LoadBalancerNodes changed) {
      return new Balancer(address, wantedAddress, settings, changed);
    }
  }

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final LoadBalancerPool pool;
  private final Informer services;
  private final Informer nodes;
  private final Map<String, Balancer> balancers = new HashMap<>();
  private final Map<ObjectKey, String> uids = new HashMap<>();
  private final LoadBalancerRetries retries = new LoadBalancerRetries();

  private LoadBalancerController(KubeClient client, Time time, LoadBalancerPool pool) {
    this.controller = new Controller(NAME, client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, NAME);
    this.pool = pool;
    this.services = controller.watch(ResourceType.SERVICES);
    this.nodes = controller.watch(ResourceType.NODES, this::concerned);
  }

  public static Controller create(KubeClient client, Time time, LoadBalancerPool pool) {
    LoadBalancerController made = new LoadBalancerController(client, time, pool);
    return made.controller.reconcile(made::reconcile);
  }

  /** Every Service with a load balancer, where a node comes or goes that stands behind them. */
  private Collection<ObjectKey> concerned(Optional<KubeObject> before, Optional<KubeObject> after) {
    boolean same =
        LoadBalancerNodes.of(before.stream().toList())
            .equals(LoadBalancerNodes.of(after.stream().toList()));
    return same ? List.of() : uids.keySet();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> service = services.get(key);
    String uid = service.map(KubeObject::uid).orElse("");
    String before = uids.getOrDefault(key, "");
    if (!before.equals(uid)) {
      release(before);
      uids.remove(key);
      retries.forget(key);
    }
    return service.flatMap(this::sync);
  }

  private Optional<Duration> sync(KubeObject service) {
    if (service.isDeleting() || !wantsBalancer(service)) {
      if (service.finalizers().contains(FINALIZER)) {
        cleanUp(service);
      }
      return Reconciler.DONE;
    }
    Optional<Balancer> present = Optional.ofNullable(balancers.get(service.uid()));
    if (present.filter(b -> b.settings.equals(settings(service))).isPresent()
        && isShown(service, present.get().address)) {
      followNodes(service, present.get());
      return Reconciler.DONE;
    }
    Optional<Duration> wait = retries.untilNext(service.key(), settings(service), now());
    return wait.isPresent() ? wait : ensure(service);
  }

  private Instant now() {
    return controller.loop().now();
  }

  private void followNodes(KubeObject service, Balancer present) {
    LoadBalancerNodes behind = LoadBalancerNodes.of(nodes.all());
    if (behind.equals(present.nodes)) {
      return;
    }
    balancers.put(service.uid(), present.withNodes(behind));
    if (behind.isEmpty()) {
      tellUnavailable(service);
    } else {
      events.normal(service, "UpdatedLoadBalancer", "Updated load balancer with new hosts");
    }
  }

  private void tellUnavailable(KubeObject service) {
    events.warning(
        service, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer");
  }

  private static boolean wantsBalancer(KubeObject service) {
    return new Service(service).wantsLoadBalancer();
  }

  /** What of a Service a load balancer must be told when it changes. */
  private static String settings(KubeObject service) {
    ObjectNode settings = Json.object();
    service.at("spec").properties().stream()
        .filter(member -> !member.getKey().equals("selector"))
        .forEach(member -> settings.set(member.getKey(), member.getValue()));
    settings.set("annotations", service.at("metadata", "annotations"));
    return Json.text(settings);
  }

  private Optional<Duration> ensure(KubeObject service) {
    events.normal(service, "EnsuringLoadBalancer", "Ensuring load balancer");
    KubeObject held = addFinalizer(service);
    LoadBalancerNodes behind = LoadBalancerNodes.of(nodes.all());
    if (behind.isEmpty()) {
      tellUnavailable(service);
    }
    String address;
    try {
      address = addressFor(held, behind);
    } catch (IllegalStateException e) {
      events.warning(
          service, "SyncLoadBalancerFailed", "Error syncing load balancer: " + e.getMessage());
      return Optional.of(retries.failed(service.key(), settings(service), now()));
    }
    retries.forget(service.key());
    events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
    if (!isShown(held, address)) {
      client.patchStatus(
          ResourceType.SERVICES,
          held.key(),
          DocumentTrees.patchOf(
              held, body -> show(body.putObject("status").putObject("loadBalancer"), address)));
    }
    return Reconciler.DONE;
  }

  /** The address that the Service has or shows, or a new one. */
  private String addressFor(KubeObject service, LoadBalancerNodes behind) {
    String wanted = new Service(service).loadBalancerIp();
    Balancer present = balancers.get(service.uid());
    String address =
        present != null && present.wantedAddress.equals(wanted)
            ? present.address
            : take(service, wanted);
    if (present != null && !present.address.equals(address)) {
      pool.release(present.address);
    }
    uids.put(service.key(), service.uid());
    balancers.put(service.uid(), new Balancer(address, wanted, settings(service), behind));
    return address;
  }

  private String take(KubeObject service, String wanted) {
    String shown = Json.textAt(service.at("status", "loadBalancer", "ingress").path(0), "ip");
    String first = wanted.isEmpty() ? shown : wanted;
    Balancer present = balancers.get(service.uid());
    if (present != null && present.address.equals(first)) {
      return first;
    }
    return (first.isEmpty() ? Optional.<String>empty() : pool.reserve(first))
        .orElseGet(pool::allocate);
  }

  private static boolean isShown(KubeObject service, String address) {
    ObjectNode wanted = Json.object();
    show(wanted, address);
    return DocumentTrees.same(service.at("status", "loadBalancer"), wanted);
  }

  private static void show(ObjectNode loadBalancer, String address) {
    loadBalancer.putArray("ingress").addObject().put("ip", address).put("ipMode", "VIP");
  }

  private KubeObject addFinalizer(KubeObject service) {
    if (service.finalizers().contains(FINALIZER)) {
      return service;
    }
    return client.patchStatus(
        ResourceType.SERVICES, service.key(), Finalizers.with(service, FINALIZER));
  }

  private void cleanUp(KubeObject service) {
    if (balancers.containsKey(service.uid())
        || !service.at("status", "loadBalancer", "ingress").isEmpty()) {
      events.normal(service, "DeletingLoadBalancer", "Deleting load balancer");
      release(service.uid());
    }
    try {
      KubeObject free =
          client.patchStatus(
              ResourceType.SERVICES, service.key(), Finalizers.without(service, FINALIZER));
      events.normal(service, "DeletedLoadBalancer", "Deleted load balancer");
      if (!free.isDeleting() && !free.at("status", "loadBalancer", "ingress").isEmpty()) {
        client.patchStatus(
            ResourceType.SERVICES,
            free.key(),
            DocumentTrees.patchOf(free, body -> body.putObject("status").putNull("loadBalancer")));
      }
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void release(String uid) {
    Balancer balancer = balancers.remove(uid);
    if (balancer != null) {
      pool.release(balancer.address);
    }
  }
}

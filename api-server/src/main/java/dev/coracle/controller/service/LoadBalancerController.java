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
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.api.time.Time;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.Finalizers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
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

  /** The addresses that a Service has, and what the Service was when it was told so. */
  private record Balancer(
      List<String> addresses, String wantedAddress, String settings, LoadBalancerNodes nodes) {

    private Balancer withNodes(LoadBalancerNodes changed) {
      return new Balancer(addresses, wantedAddress, settings, changed);
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
        && isShown(service, present.get().addresses)) {
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
    List<String> addresses;
    try {
      addresses = addressesFor(held, behind);
    } catch (IllegalStateException e) {
      events.warning(
          service, "SyncLoadBalancerFailed", "Error syncing load balancer: " + e.getMessage());
      return Optional.of(retries.failed(service.key(), settings(service), now()));
    }
    retries.forget(service.key());
    events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
    if (!isShown(held, addresses)) {
      client.patchStatus(
          ResourceType.SERVICES,
          held.key(),
          DocumentTrees.patchOf(
              held, body -> show(body.putObject("status").putObject("loadBalancer"), addresses)));
    }
    return Reconciler.DONE;
  }

  /** The addresses that the Service has or shows, or new ones: one of each of its families. */
  private List<String> addressesFor(KubeObject service, LoadBalancerNodes behind) {
    String wanted = new Service(service).loadBalancerIp();
    Balancer present = balancers.get(service.uid());
    List<String> held = present == null ? List.of() : present.addresses;
    boolean same = present != null && present.wantedAddress.equals(wanted);
    List<String> addresses = new ArrayList<>();
    for (IpFamily family : families(service)) {
      addresses.add(
          ofFamily(same ? held : List.of(), family)
              .orElseGet(() -> take(service, wanted, held, family)));
    }
    held.stream().filter(address -> !addresses.contains(address)).forEach(pool::release);
    uids.put(service.key(), service.uid());
    balancers.put(
        service.uid(), new Balancer(List.copyOf(addresses), wanted, settings(service), behind));
    return addresses;
  }

  private static List<IpFamily> families(KubeObject service) {
    List<IpFamily> families =
        new Service(service)
            .ipFamilies().stream().flatMap(text -> IpFamily.of(text).stream()).toList();
    return families.isEmpty() ? List.of(IpFamily.IPV4) : families;
  }

  private static Optional<String> ofFamily(List<String> addresses, IpFamily family) {
    return addresses.stream().filter(address -> isOf(address, family)).findFirst();
  }

  private static boolean isOf(String address, IpFamily family) {
    return IpAddress.parseLegacy(address).filter(ip -> ip.family() == family).isPresent();
  }

  private String take(KubeObject service, String wanted, List<String> held, IpFamily family) {
    List<String> shown =
        new Service(service)
            .loadBalancerIngress().stream().map(Service.LoadBalancerIngress::ip).toList();
    Optional<String> first =
        Optional.of(wanted)
            .filter(address -> isOf(address, family))
            .or(() -> wanted.isEmpty() ? ofFamily(shown, family) : Optional.empty());
    if (first.filter(held::contains).isPresent()) {
      return first.get();
    }
    return first.flatMap(pool::reserve).orElseGet(() -> pool.allocate(family));
  }

  private static boolean isShown(KubeObject service, List<String> addresses) {
    ObjectNode wanted = Json.object();
    show(wanted, addresses);
    return DocumentTrees.same(service.at("status", "loadBalancer"), wanted);
  }

  private static void show(ObjectNode loadBalancer, List<String> addresses) {
    ArrayNode ingress = loadBalancer.putArray("ingress");
    addresses.forEach(ip -> ingress.addObject().put("ip", ip).put("ipMode", "VIP"));
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
      balancer.addresses.forEach(pool::release);
    }
  }
}

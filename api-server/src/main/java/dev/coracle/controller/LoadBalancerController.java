// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.Controller;
import dev.coracle.api.EventRecorder;
import dev.coracle.api.Informer;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.Reconciler;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives Services of type LoadBalancer an address. One with a {@code loadBalancerClass} is somebody
 * else's.
 *
 * <p>The load balancer itself is the network, which answers on every address that a Service's
 * status shows. The wanted {@code loadBalancerIP} is given where it is one of the pool and free,
 * and any other one where it is not.
 */
final class LoadBalancerController {

  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);

  /** The address that a Service has, and what the Service was when it was told so. */
  private record Balancer(String address, String wantedAddress, String settings) {}

  /** A try that did not succeed, and when the next one is due. */
  private record Failure(String settings, Duration delay, Instant next) {}

  private final KubeClient client;
  private final Time time;
  private final EventRecorder events;
  private final LoadBalancerPool pool;
  private final Informer services;
  private final Map<String, Balancer> balancers = new HashMap<>();
  private final Map<ObjectKey, String> uids = new HashMap<>();
  private final Map<ObjectKey, Failure> failures = new HashMap<>();

  private LoadBalancerController(
      KubeClient client,
      Time time,
      EventRecorder events,
      LoadBalancerPool pool,
      Informer services) {
    this.client = client;
    this.time = time;
    this.events = events;
    this.pool = pool;
    this.services = services;
  }

  static Controller create(KubeClient client, Time time, LoadBalancerPool pool) {
    Controller controller = new Controller("service-controller", client, time);
    Informer services = controller.watch(ResourceType.SERVICES);
    EventRecorder events = new EventRecorder(client, time, "service-controller");
    return controller.reconcile(
        new LoadBalancerController(client, time, events, pool, services)::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> service = services.get(key);
    String uid = service.map(KubeObject::uid).orElse("");
    String before = uids.getOrDefault(key, "");
    if (!before.equals(uid)) {
      release(before);
      uids.remove(key);
      failures.remove(key);
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
      return Reconciler.DONE;
    }
    Optional<Duration> wait = untilNextTry(service);
    return wait.isPresent() ? wait : ensure(service);
  }

  private Optional<Duration> untilNextTry(KubeObject service) {
    return Optional.ofNullable(failures.get(service.key()))
        .filter(failure -> failure.settings.equals(settings(service)))
        .map(failure -> Duration.between(time.now(), failure.next))
        .filter(wait -> !wait.isZero() && !wait.isNegative());
  }

  private static boolean wantsBalancer(KubeObject service) {
    return service.text("spec", "type").equals("LoadBalancer")
        && service.text("spec", "loadBalancerClass").isEmpty();
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
    String address;
    try {
      address = addressFor(held);
    } catch (IllegalStateException e) {
      events.warning(
          service, "SyncLoadBalancerFailed", "Error syncing load balancer: " + e.getMessage());
      return Optional.of(nextRetry(service));
    }
    failures.remove(service.key());
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

  private Duration nextRetry(KubeObject service) {
    Failure last = failures.get(service.key());
    Duration doubled = last == null ? FIRST_RETRY : last.delay.multipliedBy(2);
    Duration delay = doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
    failures.put(service.key(), new Failure(settings(service), delay, time.now().plus(delay)));
    return delay;
  }

  /** The address that the Service has or shows, or a new one. */
  private String addressFor(KubeObject service) {
    String wanted = service.text("spec", "loadBalancerIP");
    Balancer present = balancers.get(service.uid());
    String address =
        present != null && present.wantedAddress.equals(wanted)
            ? present.address
            : take(service, wanted);
    if (present != null && !present.address.equals(address)) {
      pool.release(present.address);
    }
    uids.put(service.key(), service.uid());
    balancers.put(service.uid(), new Balancer(address, wanted, settings(service)));
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
    return patchFinalizers(service, finalizers(service).add(FINALIZER));
  }

  private static ArrayNode finalizers(KubeObject service) {
    ArrayNode others = Json.array();
    service.finalizers().stream().filter(f -> !f.equals(FINALIZER)).forEach(others::add);
    return others;
  }

  private KubeObject patchFinalizers(KubeObject service, ArrayNode finalizers) {
    Patch patch =
        Patch.merge(
            body -> {
              ObjectNode metadata = body.putObject("metadata").put("uid", service.uid());
              metadata.put("resourceVersion", service.resourceVersion());
              metadata.set("finalizers", finalizers);
            });
    return client.patchStatus(ResourceType.SERVICES, service.key(), patch);
  }

  private void cleanUp(KubeObject service) {
    if (balancers.containsKey(service.uid())
        || !service.at("status", "loadBalancer", "ingress").isEmpty()) {
      events.normal(service, "DeletingLoadBalancer", "Deleting load balancer");
      release(service.uid());
    }
    try {
      KubeObject free = patchFinalizers(service, finalizers(service));
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

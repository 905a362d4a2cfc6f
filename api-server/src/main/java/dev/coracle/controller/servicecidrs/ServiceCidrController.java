// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Finalizers;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the ServiceCIDRs: says which are ready, and lets one that is deleted go only when no
 * address of a Service depends on it. The one named {@code kubernetes} is made by {@link
 * DefaultServiceCidrController}.
 */
public final class ServiceCidrController {

  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final String BLOCKED =
      "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new"
          + " ServiceCIDR";

  private final KubeClient client;
  private final Controller controller;
  private final Informer cidrs;
  private final Informer addresses;

  private ServiceCidrController(KubeClient client, Time time) {
    this.controller = new Controller("service-cidr-controller", client, time);
    this.client = controller.client();
    this.cidrs = controller.watch(ResourceType.SERVICE_CIDRS, (before, after) -> concerned(after));
    this.addresses =
        controller.watch(
            ResourceType.IP_ADDRESSES, (before, after) -> after.isEmpty() ? deleting() : List.of());
  }

  public static Controller create(KubeClient client, Time time) {
    ServiceCidrController made = new ServiceCidrController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  /** Another block may be what a deleted one waits for. */
  private Collection<ObjectKey> concerned(Optional<KubeObject> after) {
    List<ObjectKey> keys = new ArrayList<>(deleting());
    after.ifPresent(cidr -> keys.add(cidr.key()));
    return keys;
  }

  private List<ObjectKey> deleting() {
    return cidrs().stream().filter(KubeObject::isDeleting).map(KubeObject::key).toList();
  }

  private Collection<KubeObject> cidrs() {
    return cidrs.all();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> cidr = cidrs.get(key);
    if (cidr.isEmpty()) {
      return Reconciler.DONE;
    }
    return cidr.get().isDeleting() ? release(cidr.get()) : keep(cidr.get());
  }

  private Optional<Duration> keep(KubeObject cidr) {
    KubeObject held =
        cidr.finalizers().contains(FINALIZER)
            ? cidr
            : patch(cidr, Finalizers.with(cidr, FINALIZER));
    // Of the default one the API server says it.
    if (!cidr.key().equals(DefaultServiceCidrController.KEY)) {
      setReady(held, "True", "", "Kubernetes Service CIDR is ready");
    }
    return Reconciler.DONE;
  }

  private Optional<Duration> release(KubeObject cidr) {
    if (!cidr.finalizers().contains(FINALIZER)) {
      return Reconciler.DONE;
    }
    if (!mayGo(cidr)) {
      setReady(cidr, "False", "Terminating", BLOCKED);
      return Reconciler.DONE;
    }
    Instant end = cidr.deletionTimestamp().orElseThrow().plus(GRACE);
    Instant now = controller.loop().now();
    if (end.isAfter(now)) {
      return Optional.of(Duration.between(now, end));
    }
    KubeObject unused = patch(cidr, Finalizers.without(cidr, FINALIZER));
    return Reconciler.DONE;
  }

  /** Whether every block is part of another object's, or no address would lose its block. */
  private boolean mayGo(KubeObject cidr) {
    List<Cidr> others =
        cidrs().stream()
            .filter(other -> !other.key().equals(cidr.key()) && !other.isDeleting())
            .flatMap(other -> ServiceCidrs.blocks(other).stream())
            .toList();
    List<Cidr> own = ServiceCidrs.blocks(cidr);
    return own.stream().allMatch(block -> others.stream().anyMatch(o -> o.contains(block)))
        || addresses.all().stream().noneMatch(address -> isOrphanedBy(address, own, others));
  }

  private static boolean isOrphanedBy(KubeObject address, List<Cidr> own, List<Cidr> others) {
    Optional<IpAddress> ip = IpAddress.parseLegacy(address.name());
    return ip.isPresent()
        && new ServiceAddress(address).isManaged()
        && own.stream().anyMatch(block -> block.contains(ip.get()))
        && others.stream().noneMatch(block -> block.contains(ip.get()));
  }

  private KubeObject patch(KubeObject cidr, Patch patch) {
    return client.patch(ResourceType.SERVICE_CIDRS, cidr.key(), patch);
  }

  private void setReady(KubeObject cidr, String status, String reason, String message) {
    ServiceCidrs.put(
        client,
        cidr,
        StatusConditions.condition("Ready", status, reason, message, controller.loop().now()));
  }
}

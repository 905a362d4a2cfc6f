// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Service;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import dev.coracle.controller.Deletions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts right what somebody did to the addresses of Services: one that a Service uses is an
 * IPAddress again, and one that no Service uses goes. Runs on its controller's loop; keys with a
 * namespace are Services, those without are IPAddresses.
 *
 * <p>The API server takes an address before it writes the Service, and gives it back after. So what
 * looks wrong is looked at again as it is now, the address first, and what nobody uses is left for
 * a minute.
 */
public final class IpAddressRepairController {

  private static final String NAME = "ipallocator-repair-controller";
  private static final ObjectKey STANDARD = ObjectKey.cluster("kubernetes");
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final Informer services;
  private final Informer addresses;
  private final Informer cidrs;

  private IpAddressRepairController(KubeClient client, Time time) {
    this.controller = new Controller(NAME, client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, NAME);
    this.services = controller.watch(SERVICES, this::concernedByService);
    this.addresses = controller.watch(IP_ADDRESSES, this::concernedByAddress);
    this.cidrs =
        controller.watch(
            SERVICE_CIDRS,
            (before, after) -> services.all().stream().map(KubeObject::key).toList());
  }

  public static Controller create(KubeClient client, Time time) {
    IpAddressRepairController made = new IpAddressRepairController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  private Collection<ObjectKey> concernedByService(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    before.ifPresent(
        service ->
            addresses(service).stream()
                .filter(ip -> after.filter(a -> addresses(a).contains(ip)).isEmpty())
                .forEach(this::lookLater));
    return after.map(KubeObject::key).stream().toList();
  }

  private void lookLater(String ip) {
    controller
        .loop()
        .schedule(GRACE, "look after " + ip, () -> controller.add(ObjectKey.cluster(ip)));
  }

  private Collection<ObjectKey> concernedByAddress(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    KubeObject address = after.or(() -> before).orElseThrow();
    Stream<ObjectKey> user =
        services.get(new ServiceAddress(address).service()).map(KubeObject::key).stream();
    return Stream.concat(Stream.of(address.key()), user).toList();
  }

  /** The addresses of a Service, each in the form that is an IPAddress's name. */
  private static List<String> addresses(KubeObject service) {
    return new Service(service)
        .clusterIps().stream()
            .flatMap(ip -> IpAddress.parseLegacy(ip).stream())
            .map(IpAddress::toString)
            .toList();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      return addresses.get(key).map(ServiceAddress::new).flatMap(this::checkAddress);
    }
    services.get(key).ifPresent(s -> addresses(s).forEach(ip -> checkService(s, ip)));
    return Reconciler.DONE;
  }

  private void checkService(KubeObject service, String ip) {
    Optional<ServiceAddress> held = addresses.get(ObjectKey.cluster(ip)).map(ServiceAddress::new);
    String what = "[" + ServiceAddress.family(ip) + "]: " + ip;
    if (isOutOfRange(ip)) {
      String message =
          "Cluster IP %s is not within any configured Service CIDR; please recreate service";
      events.warning(service, "ClusterIPOutOfRange", message.formatted(what));
    } else if (held.isEmpty()) {
      if (isStillMissing(ip) && isStillUsed(service.key(), ip)) {
        String message = "Cluster IP " + what + " is not allocated; repairing";
        events.warning(service, "ClusterIPNotAllocated", message);
        Creations.create(client, IP_ADDRESSES, ServiceAddress.of(ip, service.key()));
      }
    } else if (!isHeldBy(service, held.get())) {
      checkHolder(service, ip, held.get(), what);
    } else if (!held.get().isLabelled()) {
      recreate(service, held.get());
    }
  }

  /** Whether it is in no block; nobody can tell before the standard block is there. */
  private boolean isOutOfRange(String ip) {
    return cidrs.get(STANDARD).isPresent()
        && IpAddress.parseLegacy(ip)
            .filter(
                single ->
                    cidrs.all().stream()
                        .flatMap(cidr -> ServiceCidrs.blocks(cidr).stream())
                        .noneMatch(block -> block.contains(single)))
            .isPresent();
  }

  private boolean isStillMissing(String ip) {
    return client.find(IP_ADDRESSES, ObjectKey.cluster(ip)).isEmpty();
  }

  private boolean isStillUsed(ObjectKey service, String ip) {
    return client.find(SERVICES, service).filter(s -> addresses(s).contains(ip)).isPresent();
  }

  private static boolean isHeldBy(KubeObject service, ServiceAddress address) {
    return address.isOfService() && address.service().equals(service.key());
  }

  private void checkHolder(KubeObject service, String ip, ServiceAddress held, String what) {
    if (!isStillUsed(service.key(), ip)) {
      return;
    }
    if (held.isOfService() && isStillUsed(held.service(), ip)) {
      String message =
          "Cluster IP [%s]:%s was assigned to multiple services; please recreate service";
      events.warning(
          service, "ClusterIPAlreadyAllocated", message.formatted(ServiceAddress.family(ip), ip));
      return;
    }
    String message = "the ClusterIP %s for Service %s has a wrong reference; repairing";
    events.warning(service, "ClusterIPNotAllocated", message.formatted(what, service.key()));
    recreate(service, held);
  }

  private void recreate(KubeObject service, ServiceAddress held) {
    Deletions.delete(client, IP_ADDRESSES, held.object());
    Creations.create(client, IP_ADDRESSES, ServiceAddress.of(held.object().name(), service.key()));
  }

  private Optional<Duration> checkAddress(ServiceAddress address) {
    KubeObject object = address.object();
    if (!address.isManaged()) {
      return Reconciler.DONE;
    }
    if (!address.isOfService()) {
      String message =
          "IPAddress %s appears to have been modified, not referencing a Service %s: cleaning up";
      cleanUp(
          object, "IPAddressNotAllocated", message.formatted(object.name(), address.parentText()));
      return Reconciler.DONE;
    }
    Optional<KubeObject> service = services.get(address.service());
    if (service.filter(s -> addresses(s).contains(object.name())).isPresent()) {
      return Reconciler.DONE;
    }
    Duration left =
        Duration.between(controller.loop().now(), object.creationTimestamp().plus(GRACE));
    if (!left.isNegative()) {
      return Optional.of(left.plusSeconds(1));
    }
    String subject = "IPAddress: %s for Service %s ".formatted(object.name(), address.service());
    if (service.isEmpty()) {
      cleanUp(object, "IPAddressNotAllocated", subject + "appears to have leaked: cleaning up");
    } else {
      cleanUp(object, "IPAddressWrongReference", subject + "has a wrong reference; cleaning up");
    }
    return Reconciler.DONE;
  }

  private void cleanUp(KubeObject address, String reason, String message) {
    events.warning(address, reason, message);
    Deletions.delete(client, IP_ADDRESSES, address);
  }
}

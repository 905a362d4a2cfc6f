// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The allocation of cluster IPs from the ready ServiceCIDRs.
 *
 * <p>It keeps nothing itself: an address is taken while an IPAddress of its name exists, and the
 * API refuses a second one. Until the ServiceCIDR {@code kubernetes} exists the ranges that the
 * cluster was started with stand in for it.
 */
final class ClusterIpAllocator {

  private static final String DEFAULT_CIDR = "kubernetes";

  private final List<Cidr> configured;
  private final SharedRandom random;

  ClusterIpAllocator(List<Cidr> configured, SharedRandom random) {
    this.configured = List.copyOf(configured);
    this.random = random;
  }

  /** Why an address could not be had; {@link #FULL} when there is none left. */
  static final class Refusal extends Exception {

    static final String FULL = "range is full";

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  /** Takes one certain address for a Service. */
  void take(KubeClient api, IpAddress ip, ObjectKey service) throws Refusal {
    if (ranges(api, ip.family()).stream().noneMatch(range -> range.contains(ip))) {
      throw new Refusal("the provided network does not match the current range");
    }
    if (!create(api, ip, service)) {
      throw new Refusal("provided IP is already allocated");
    }
  }

  /** Takes any free address of a family for a Service. */
  IpAddress takeNext(KubeClient api, IpFamily family, ObjectKey service) throws Refusal {
    for (ClusterIpRange range : ranges(api, family)) {
      for (Iterator<IpAddress> i = range.candidates(random).iterator(); i.hasNext(); ) {
        IpAddress ip = i.next();
        if (create(api, ip, service)) {
          return ip;
        }
      }
    }
    throw new Refusal(Refusal.FULL);
  }

  /** Checks a certain address as a dry run does, which looks at one range alone. */
  void tryOut(KubeClient api, IpAddress ip) throws Refusal {
    ClusterIpRange range = anyRange(api, ip.family());
    if (!range.contains(ip)) {
      throw new Refusal(
          "the provided IP (%s) is not in the valid range. The range of valid IPs is %s"
              .formatted(ip, range.cidr()));
    }
  }

  /** The address that a dry run answers: one that no Service ever gets. */
  IpAddress tryOutNext(KubeClient api, IpFamily family) throws Refusal {
    return anyRange(api, family).cidr().first();
  }

  /** Gives an address back, if it is still this Service's. */
  void release(KubeClient api, IpAddress ip, ObjectKey service) {
    ObjectKey key = ObjectKey.cluster(ip.toString());
    Optional<KubeObject> address =
        api.find(ResourceType.IP_ADDRESSES, key).filter(held -> isHeldBy(held, service));
    if (address.isPresent()) {
      delete(api, key, address.get().uid());
    }
  }

  private static void delete(KubeClient api, ObjectKey key, String uid) {
    try {
      KubeObject unused =
          api.delete(ResourceType.IP_ADDRESSES, key, DeleteOptions.NORMAL.onlyUid(uid));
    } catch (ApiException e) {
      // Somebody else gave it back, or took it since: either way it is no longer this Service's.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private static boolean isHeldBy(KubeObject address, ObjectKey service) {
    return address.text("spec", "parentRef", "resource").equals("services")
        && address.text("spec", "parentRef", "namespace").equals(service.namespace())
        && address.text("spec", "parentRef", "name").equals(service.name());
  }

  /**
   * Whether the address was free.
   *
   * @throws Refusal when nobody can have it for this Service: one without a name, which is judged
   *     only later, is no owner.
   *     https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/service/ipallocator/ipallocator.go
   *     (createIPAddress)
   */
  private boolean create(KubeClient api, IpAddress ip, ObjectKey service) throws Refusal {
    try {
      return !api.create(ResourceType.IP_ADDRESSES, address(ip, service)).name().isEmpty();
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        return false;
      }
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static KubeObject address(IpAddress ip, ObjectKey service) {
    return KubeObject.of(ResourceType.IP_ADDRESSES, ObjectKey.cluster(ip.toString()))
        .edit(
            object -> {
              Json.objectAt(object, "metadata", "labels")
                  .put("ipaddress.kubernetes.io/ip-family", ip.family().toString())
                  .put("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
              ObjectNode parent = Json.objectAt(object, "spec", "parentRef");
              parent.put("resource", "services");
              parent.put("namespace", service.namespace()).put("name", service.name());
            });
  }

  private ClusterIpRange anyRange(KubeClient api, IpFamily family) throws Refusal {
    List<ClusterIpRange> ranges = ranges(api, family);
    if (ranges.isEmpty()) {
      throw new Refusal("allocator not ready");
    }
    return ranges.get(0);
  }

  private List<ClusterIpRange> ranges(KubeClient api, IpFamily family) {
    List<KubeObject> objects = api.list(ResourceType.SERVICE_CIDRS, ListOptions.ALL).items();
    List<Cidr> cidrs = new ArrayList<>();
    if (objects.stream().noneMatch(object -> object.name().equals(DEFAULT_CIDR))) {
      cidrs.addAll(configured);
    }
    objects.stream()
        .filter(ClusterIpAllocator::isReady)
        .flatMap(object -> object.at("spec", "cidrs").valueStream())
        .forEach(text -> Cidr.parseLegacy(text.asString("")).ifPresent(cidrs::add));
    cidrs.removeIf(cidr -> cidr.family() != family);
    return cidrs.stream().map(ClusterIpRange::new).toList();
  }

  private static boolean isReady(KubeObject serviceCidr) {
    if (serviceCidr.isDeleting()) {
      return false;
    }
    for (JsonNode condition : serviceCidr.at("status", "conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.registry.service.ClusterIpAllocator.Refusal;
import java.util.ArrayList;
import java.util.List;

/** The cluster IPs that one write of a Service takes, and those it gives back once stored. */
final class ServiceClusterIps implements Reservation {

  private final ClusterIpAllocator allocator;
  private final WriteContext context;
  private final ObjectKey service;
  private final List<IpAddress> allocated = new ArrayList<>();
  private final List<IpAddress> released = new ArrayList<>();

  ServiceClusterIps(ClusterIpAllocator allocator, WriteContext context, ObjectKey service) {
    this.allocator = allocator;
    this.context = context;
    this.service = service;
  }

  void create(ServiceSpec spec) {
    if (spec.isType(EXTERNAL_NAME) || startsWithNone(spec)) {
      return;
    }
    for (int i = 0; i < spec.ipFamilies().size(); i++) {
      fill(spec, i);
    }
  }

  void update(ServiceSpec spec, ServiceSpec old) {
    if (ServiceFamilies.isSettled(spec, old)) {
      return;
    }
    int before = old.ipFamilies().size();
    int after = spec.ipFamilies().size();
    if (old.isType(EXTERNAL_NAME) && !spec.isType(EXTERNAL_NAME)) {
      create(spec);
    } else if (old.isHeadless() || old.isType(EXTERNAL_NAME)) {
      return;
    } else if (spec.isType(EXTERNAL_NAME)) {
      old.clusterIps().forEach(this::releaseOnCommit);
    } else if (before == 1 && after == 2 && !startsWithNone(spec)) {
      fill(spec, 1);
    } else if (before == 2 && after == 1) {
      old.clusterIps().stream().skip(1).forEach(this::releaseOnCommit);
    }
  }

  private static boolean startsWithNone(ServiceSpec spec) {
    return !spec.clusterIps().isEmpty() && spec.clusterIps().get(0).equals(ServiceSpec.NONE);
  }

  private void releaseOnCommit(String ip) {
    IpAddress.parseLegacy(ip).ifPresent(released::add);
  }

  /** Takes the asked-for or any address of one family. */
  private void fill(ServiceSpec spec, int index) {
    List<String> ips = new ArrayList<>(spec.clusterIps());
    while (ips.size() <= index) {
      ips.add("");
    }
    spec.setClusterIps(ips);
    String asked = ips.get(index);
    ips.set(index, asked.isEmpty() ? takeNext(spec, index) : take(spec, asked));
    spec.setClusterIps(ips);
    spec.tree().put("clusterIP", ips.get(0));
  }

  private String take(ServiceSpec spec, String asked) {
    IpAddress ip = IpAddress.parseLegacy(asked).orElseThrow();
    try {
      if (context.dryRun()) {
        allocator.tryOut(context.api(), ip);
      } else {
        allocator.take(context.api(), ip, service);
        allocated.add(ip);
      }
      return asked;
    } catch (Refusal e) {
      throw invalid(spec, "failed to allocate IP " + asked + ": " + e.text());
    }
  }

  private String takeNext(ServiceSpec spec, int index) {
    IpFamily family = IpFamily.of(spec.ipFamilies().get(index)).orElseThrow();
    try {
      if (context.dryRun()) {
        return allocator.tryOutNext(context.api(), family).toString();
      }
      IpAddress ip = allocator.takeNext(context.api(), family, service);
      allocated.add(ip);
      return ip.toString();
    } catch (Refusal e) {
      throw e.text().equals(Refusal.FULL)
          ? ApiException.internal(
              "failed to allocate a serviceIP for Service \"" + service.name() + "\": " + e.text())
          : invalid(spec, "failed to allocate IP: " + e.text());
    }
  }

  private ApiException invalid(ServiceSpec spec, String detail) {
    return ApiException.invalid(
        ResourceType.SERVICES,
        service.name(),
        List.of(FieldError.invalid("spec.clusterIPs", spec.tree().path("clusterIPs"), detail)));
  }

  @Override
  public void commit() {
    giveBack(released);
  }

  @Override
  public void rollBack() {
    giveBack(allocated);
  }

  private void giveBack(List<IpAddress> ips) {
    if (!context.dryRun()) {
      ips.forEach(ip -> allocator.release(context.api(), ip, service));
    }
  }
}

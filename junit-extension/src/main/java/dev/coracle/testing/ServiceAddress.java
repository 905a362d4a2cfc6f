// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Service;
import dev.coracle.api.net.IpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where programs outside a cluster dial a port of a Service of any type. */
final class ServiceAddress {

  private final Cluster cluster;
  private final Assembly parts;
  private final ObjectKey key;
  private final Service service;

  ServiceAddress(Cluster cluster, ObjectKey key) {
    this.cluster = cluster;
    this.parts = cluster.parts();
    this.key = key;
    this.service = new Service(parts.client().get(ResourceType.SERVICES, key));
  }

  InetSocketAddress of(int port) {
    if (service.isExternalName()) {
      return ofOtherName(port);
    }
    List<Service.Port> ports = service.ports().stream().filter(p -> isTcp(p)).toList();
    for (Service.Port each : ports) {
      if (each.number() == port) {
        return service.isHeadless()
            ? ofPod(each.name(), port)
            : cluster.realAddress(service.clusterIp(), port);
      }
    }
    if (service.isHeadless() && ports.isEmpty()) {
      return ofPod("", port);
    }
    return ofNodePort(ports, port);
  }

  private static boolean isTcp(Service.Port port) {
    return port.protocol().equals("TCP");
  }

  /** The port of a Pod that an SRV record tells, for a headless Service leads there by itself. */
  private InetSocketAddress ofPod(String name, int port) {
    ServiceEndpoints endpoints = new ServiceEndpoints(parts.client(), key);
    return endpoints
        .anyReadyAddress(name, port)
        .map(at -> cluster.realAddress(at.getHostString(), at.getPort()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    ("Service %s is headless and has no ready endpoint"
                            + " (expected: one; awaitReady()?)")
                        .formatted(key)));
  }

  private InetSocketAddress ofNodePort(List<Service.Port> ports, int port) {
    if (port == 0 || ports.stream().noneMatch(each -> each.nodePort() == port)) {
      throw new IllegalArgumentException(
          "port: %d (expected: one of Service %s: %s)".formatted(port, key, listed(ports)));
    }
    return cluster.realAddress(
        parts.network().nodeAddress(cluster.nodes().get(0)).toString(), port);
  }

  private static String listed(List<Service.Port> ports) {
    return ports.stream()
        .flatMap(
            each ->
                Stream.of(
                    (each.number() + " " + each.name()).strip(),
                    each.nodePort() == 0 ? "" : "node port " + each.nodePort()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private InetSocketAddress ofOtherName(int port) {
    String name = key.name() + "." + key.namespace() + ".svc." + parts.clusterDomain();
    IpAddress address =
        parts.dns().resolve(name).stream().findFirst().orElseThrow(unknown(service.externalName()));
    return parts.isHost(address.toString())
        ? cluster.realAddress(address.toString(), port)
        : new InetSocketAddress(address.toInetAddress(), port);
  }

  private Supplier<IllegalStateException> unknown(String name) {
    return () ->
        new IllegalStateException(
            ("Service %s is another name for %s, which nobody knows (expected: a Service's"
                    + " full name with its domain, or one of hosts())")
                .formatted(key, name));
  }
}

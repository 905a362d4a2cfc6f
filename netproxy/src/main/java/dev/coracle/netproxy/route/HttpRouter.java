// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of the Ingress: where a request goes. Reads nothing but its arguments.
 *
 * <p>As ingress-nginx does it, requests go to the ready endpoints of a Service, not to its
 * ClusterIP.
 */
public final class HttpRouter {

  private HttpRouter() {}

  /**
   * The backend for a request, if there is an Ingress that takes it.
   *
   * @param host the Host header, with or without a port
   * @param path the path as it was sent, without its query
   */
  public static Optional<IngressBackend> route(String host, String path, NetworkState state) {
    return state.ingressRoutes().match(host, path);
  }

  /** The ready endpoints of a backend; none where the Service or its port is missing. */
  public static List<IngressEndpoint> endpoints(IngressBackend backend, NetworkState state) {
    return state
        .service(backend.service())
        .map(service -> endpoints(service, backend, state))
        .orElse(List.of());
  }

  private static List<IngressEndpoint> endpoints(
      Service service, IngressBackend backend, NetworkState state) {
    Optional<ServicePort> port =
        service.ports().stream().filter(each -> isPort(each, backend.port())).findFirst();
    if (service.isExternal()) {
      return external(service.externalName(), port, backend);
    }
    return port.map(found -> ready(service.key(), found.name(), state)).orElse(List.of());
  }

  private static boolean isPort(ServicePort port, String wanted) {
    return String.valueOf(port.port()).equals(wanted) || port.name().equals(wanted);
  }

  /** The name is the only endpoint; a port that the Service does not list is taken as it is. */
  private static List<IngressEndpoint> external(
      String name, Optional<ServicePort> port, IngressBackend backend) {
    boolean isNumber = backend.port().matches("[0-9]{1,5}");
    if (port.isEmpty() && !isNumber) {
      return List.of();
    }
    int number = port.map(ServicePort::port).orElse(0);
    return List.of(
        new IngressEndpoint(name, number > 0 ? number : Integer.parseInt(backend.port())));
  }

  private static List<IngressEndpoint> ready(
      ObjectKey service, String portName, NetworkState state) {
    List<IngressEndpoint> ready = new ArrayList<>();
    for (Slice slice : state.slices(service)) {
      for (SlicePort port : slice.ports()) {
        if (port.name().equals(portName)) {
          slice.endpoints().forEach(endpoint -> addReady(endpoint, port.port(), ready));
        }
      }
    }
    return ready.stream().distinct().toList();
  }

  /** Addresses of one endpoint are the same Pod; the first stands for all. */
  private static void addReady(Endpoint endpoint, int port, List<IngressEndpoint> ready) {
    if (endpoint.ready() && !endpoint.addresses().isEmpty()) {
      ready.add(new IngressEndpoint(endpoint.addresses().get(0).toString(), port));
    }
  }

  /** Why a backend has nobody to answer, for people. */
  public static String reasonOfNone(IngressBackend backend, NetworkState state) {
    return state.service(backend.service()).isEmpty()
        ? "service " + backend.service() + " not found"
        : "service " + backend.service() + " has no ready endpoint for port " + backend.port();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Service;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables by which containers find Services without DNS. */
final class ServiceVariables {

  private ServiceVariables() {}

  /**
   * The variables of the Services that a Pod of a namespace sees.
   *
   * @param services those of the Pod's namespace, and {@code default/kubernetes}
   * @param links whether the Pod wants more than the API server's own
   */
  static Map<String, String> of(Collection<KubeObject> services, String namespace, boolean links) {
    Map<String, KubeObject> chosen = new LinkedHashMap<>();
    for (KubeObject service : services) {
      boolean master = service.name().equals("kubernetes") && service.namespace().equals("default");
      boolean own = service.namespace().equals(namespace);
      if (!new Service(service).hasClusterIp()) {
        continue;
      }
      if (own && (links || master)) {
        chosen.put(service.name(), service);
      } else if (master) {
        chosen.putIfAbsent(service.name(), service);
      }
    }
    Map<String, String> variables = new LinkedHashMap<>();
    chosen.values().forEach(service -> add(service, variables));
    return variables;
  }

  private static void add(KubeObject service, Map<String, String> variables) {
    List<Service.Port> ports = new Service(service).ports();
    if (ports.isEmpty()) {
      return;
    }
    String prefix = mangled(service.name());
    String address = new Service(service).clusterIp();
    variables.put(prefix + "_SERVICE_HOST", address);
    variables.put(prefix + "_SERVICE_PORT", number(ports.get(0)));
    for (Service.Port port : ports) {
      if (!port.name().isEmpty()) {
        variables.put(prefix + "_SERVICE_PORT_" + mangled(port.name()), number(port));
      }
    }
    variables.put(prefix + "_PORT", url(ports.get(0), address));
    ports.forEach(port -> addLink(prefix, port, address, variables));
  }

  private static void addLink(
      String prefix, Service.Port port, String address, Map<String, String> variables) {
    String protocol = protocol(port);
    String link = prefix + "_PORT_" + number(port) + "_" + protocol.toUpperCase(Locale.ROOT);
    variables.put(link, url(port, address));
    variables.put(link + "_PROTO", protocol);
    variables.put(link + "_PORT", number(port));
    variables.put(link + "_ADDR", address);
  }

  private static String url(Service.Port port, String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return protocol(port) + "://" + host + ":" + number(port);
  }

  private static String protocol(Service.Port port) {
    return port.protocol().toLowerCase(Locale.ROOT);
  }

  private static String number(Service.Port port) {
    return String.valueOf(port.number());
  }

  private static String mangled(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}

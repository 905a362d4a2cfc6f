// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.KubeObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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
      if (!hasAddress(service)) {
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

  private static boolean hasAddress(KubeObject service) {
    String address = service.text("spec", "clusterIP");
    return !address.isEmpty() && !address.equals("None");
  }

  private static void add(KubeObject service, Map<String, String> variables) {
    List<JsonNode> ports = service.at("spec", "ports").valueStream().toList();
    if (ports.isEmpty()) {
      return;
    }
    String prefix = mangled(service.name());
    String address = service.text("spec", "clusterIP");
    variables.put(prefix + "_SERVICE_HOST", address);
    variables.put(prefix + "_SERVICE_PORT", number(ports.get(0)));
    for (JsonNode port : ports) {
      String name = port.path("name").asString("");
      if (!name.isEmpty()) {
        variables.put(prefix + "_SERVICE_PORT_" + mangled(name), number(port));
      }
    }
    variables.put(prefix + "_PORT", url(ports.get(0), address));
    ports.forEach(port -> addLink(prefix, port, address, variables));
  }

  private static void addLink(
      String prefix, JsonNode port, String address, Map<String, String> variables) {
    String protocol = protocol(port);
    String link = prefix + "_PORT_" + number(port) + "_" + protocol.toUpperCase(Locale.ROOT);
    variables.put(link, url(port, address));
    variables.put(link + "_PROTO", protocol);
    variables.put(link + "_PORT", number(port));
    variables.put(link + "_ADDR", address);
  }

  private static String url(JsonNode port, String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return protocol(port) + "://" + host + ":" + number(port);
  }

  private static String protocol(JsonNode port) {
    return port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT);
  }

  private static String number(JsonNode port) {
    return String.valueOf(port.path("port").asInt());
  }

  private static String mangled(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}

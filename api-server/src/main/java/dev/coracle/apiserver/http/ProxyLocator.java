// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.request.RequestPipeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where a proxied request goes, by the object that it names. */
final class ProxyLocator {

  private static final long KUBELET_PORT = 10250;

  /** Acts as the server: who may use a proxy need not be allowed to read where it leads. */
  private final KubeClient api;

  ProxyLocator(RequestPipeline pipeline) {
    this.api = pipeline.asServer();
  }

  ProxyTarget locate(ResourceType type, KubeObject object, ProxyName name) {
    if (type.equals(ResourceType.PODS)) {
      return pod(object, name);
    }
    return type.equals(ResourceType.NODES) ? node(object, name) : service(object, name);
  }

  /**
   * A Pod's own port, the first that it names where none is asked for.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/pod/strategy.go">
   *     ResourceLocation</a>
   */
  private static ProxyTarget pod(KubeObject pod, ProxyName name) {
    String address = pod.text("status", "podIP");
    if (address.isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    int port = name.port().isEmpty() ? firstPort(pod, name) : number(name);
    return new ProxyTarget(name.isSecure(), address, port);
  }

  private static int firstPort(KubeObject pod, ProxyName name) {
    for (JsonNode container : pod.at("spec", "containers")) {
      for (JsonNode port : container.path("ports")) {
        return port.path("containerPort").asInt();
      }
    }
    return name.isSecure() ? 443 : 80;
  }

  /** Ports of Pods and nodes have no names here: Go looks such a name up among its services. */
  private static int number(ProxyName name) {
    return name.number()
        .filter(port -> port <= 0xffff)
        .map(Long::intValue)
        .orElseThrow(() -> ProxyRelay.unreachable(wrong(name)));
  }

  private static String wrong(ProxyName name) {
    return name.number().isPresent()
        ? "dial tcp: address " + name.port() + ": invalid port"
        : "dial tcp: lookup tcp/" + name.port() + ": unknown port";
  }

  /** A port of the node itself; its kubelet is an object, and serves none. */
  private static ProxyTarget node(KubeObject node, ProxyName name) {
    if (name.port().isEmpty() || name.number().equals(Optional.of(KUBELET_PORT))) {
      throw ApiException.of(
          404,
          "NotFound",
          "the kubelet of node \""
              + name.name()
              + "\" serves no HTTP in Coracle (expected: nodes/NAME:PORT/proxy for another port of"
              + " the node, or pods/NAME/proxy)");
    }
    for (JsonNode address : node.at("status", "addresses")) {
      if (Json.textAt(address, "type").equals("InternalIP")) {
        return new ProxyTarget(name.isSecure(), Json.textAt(address, "address"), number(name));
      }
    }
    throw ApiException.badRequest("address not allowed");
  }

  /**
   * An endpoint of the port that the Service gives that name, or none.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/service/storage/storage.go">
   *     ResourceLocation</a>
   */
  private ProxyTarget service(KubeObject service, ProxyName name) {
    String portName = name.number().map(port -> portName(service, name)).orElse(name.port());
    KubeObject endpoints = api.get(ResourceType.ENDPOINTS, service.key());
    if (endpoints.at("subsets").isEmpty()) {
      throw noEndpoints(name.name());
    }
    List<ProxyTarget> ready = new ArrayList<>();
    for (JsonNode subset : endpoints.at("subsets")) {
      for (JsonNode port : subset.path("ports")) {
        if (Json.textAt(port, "name").equals(portName)) {
          addAddresses(service, subset, port.path("port").asInt(), ready);
        }
      }
    }
    if (ready.isEmpty()) {
      throw noEndpoints(name.id());
    }
    Collections.shuffle(ready);
    ProxyTarget chosen = ready.get(0);
    return new ProxyTarget(name.isSecure(), chosen.address(), chosen.port());
  }

  private static ApiException noEndpoints(String service) {
    return ApiException.unavailable("no endpoints available for service \"" + service + "\"");
  }

  private void addAddresses(KubeObject service, JsonNode subset, int port, List<ProxyTarget> to) {
    for (JsonNode address : subset.path("addresses")) {
      if (isOfAPod(service.namespace(), address)) {
        to.add(new ProxyTarget(false, Json.textAt(address, "ip"), port));
      }
    }
  }

  /** As in Kubernetes, nothing but Pods of the same namespace is reached through the server. */
  private boolean isOfAPod(String namespace, JsonNode address) {
    String pod = Json.textAt(address, "targetRef", "name");
    if (pod.isEmpty() || !Json.textAt(address, "targetRef", "namespace").equals(namespace)) {
      return false;
    }
    try {
      KubeObject found = api.get(ResourceType.PODS, ObjectKey.of(namespace, pod));
      String ip = Json.textAt(address, "ip");
      return found.text("status", "podIP").equals(ip)
          || found.at("status", "podIPs").findValuesAsString("ip").contains(ip);
    } catch (ApiException e) {
      return false;
    }
  }

  private static String portName(KubeObject service, ProxyName name) {
    for (JsonNode port : service.at("spec", "ports")) {
      if (name.number().equals(Optional.of(port.path("port").asLong()))) {
        return Json.textAt(port, "name");
      }
    }
    throw ApiException.unavailable(
        "no service port "
            + name.number().orElseThrow()
            + " found for service \""
            + name.name()
            + "\"");
  }
}

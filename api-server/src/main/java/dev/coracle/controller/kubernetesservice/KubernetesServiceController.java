// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.kubernetesservice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import dev.coracle.controller.DocumentTrees;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the Service {@code kubernetes}, by which Pods find the API server, and its endpoints;
 * everything is looked after every ten seconds.
 */
public final class KubernetesServiceController {

  private static final ObjectKey KEY = ObjectKey.of("default", "kubernetes");
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final String PORT_NAME = "https";
  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

  private final KubeClient client;
  private final String serviceCidr;
  private final Optional<InetSocketAddress> address;

  private KubernetesServiceController(
      KubeClient client, String serviceCidr, Optional<InetSocketAddress> address) {
    this.client = client;
    this.serviceCidr = serviceCidr.split(",", 2)[0].strip();
    this.address = address;
  }

  /**
   * Makes the controller.
   *
   * @param serviceCidr the range of ClusterIPs, or one per family with a comma between
   * @param address where Pods reach the API server over HTTPS; empty where they do not
   */
  public static Controller create(
      KubeClient client, Time time, String serviceCidr, Optional<InetSocketAddress> address) {
    Controller controller = new Controller("kubernetes-service-controller", client, time);
    controller.reconcile(
        new KubernetesServiceController(controller.client(), serviceCidr, address)::reconcile);
    controller.loop().execute(() -> controller.add(KEY));
    return controller;
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    if (client.find(ResourceType.SERVICES, key).isEmpty()) {
      Creations.create(client, ResourceType.SERVICES, service());
    }
    address.ifPresent(this::putEndpoints);
    return Optional.of(INTERVAL);
  }

  private KubeObject service() {
    Cidr block =
        Cidr.parseLegacy(serviceCidr)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "service CIDR: " + serviceCidr + " (expected: a block, as 10.96.0.0/16)"));
    return KubeObject.of(ResourceType.SERVICES, KEY)
        .edit(
            object -> {
              Json.objectAt(object, "metadata", "labels")
                  .put("component", "apiserver")
                  .put("provider", "kubernetes");
              ObjectNode spec = object.putObject("spec");
              spec.put("clusterIP", block.at(1).toString()).put("type", "ClusterIP");
              spec.put("sessionAffinity", "None").put("ipFamilyPolicy", "SingleStack");
              ObjectNode port = spec.putArray("ports").addObject();
              port.put("name", PORT_NAME).put("port", 443).put("protocol", "TCP");
              port.put("targetPort", address.map(InetSocketAddress::getPort).orElse(6443));
            });
  }

  private void putEndpoints(InetSocketAddress server) {
    put(ResourceType.ENDPOINTS, object -> fillEndpoints(object, server));
    put(ResourceType.ENDPOINT_SLICES, object -> fillSlice(object, server));
  }

  private void put(ResourceType type, Consumer<ObjectNode> fill) {
    Optional<KubeObject> present = client.find(type, KEY);
    if (present.isEmpty()) {
      Creations.create(client, type, KubeObject.of(type, KEY).edit(fill));
    } else {
      KubeObject wanted = present.get().edit(fill);
      if (!DocumentTrees.same(wanted.tree(), present.get().tree())) {
        client.update(type, wanted);
      }
    }
  }

  private static void fillEndpoints(ObjectNode object, InetSocketAddress address) {
    Json.objectAt(object, "metadata", "labels").put(SKIP_MIRROR, "true");
    ObjectNode subset = object.putArray("subsets").addObject();
    subset.putArray("addresses").addObject().put("ip", ip(address).toString());
    ObjectNode port = subset.putArray("ports").addObject();
    port.put("name", PORT_NAME).put("port", address.getPort()).put("protocol", "TCP");
  }

  private static void fillSlice(ObjectNode object, InetSocketAddress address) {
    Json.objectAt(object, "metadata", "labels").put(EndpointSlice.SERVICE_NAME, KEY.name());
    object.put("addressType", ip(address).family().toString());
    ObjectNode endpoint = object.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(ip(address).toString());
    endpoint.putObject("conditions").put("ready", true);
    ObjectNode port = object.putArray("ports").addObject();
    port.put("name", PORT_NAME).put("port", address.getPort()).put("protocol", "TCP");
  }

  private static IpAddress ip(InetSocketAddress address) {
    return IpAddress.of(address.getAddress());
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.api.net.IpAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Which Pod and port a name and port of the cluster lead to, as far as the API tells. */
final class Routes {

  private final KubeClient client;
  private final String namespace;
  private final AtomicInteger turn = new AtomicInteger();

  Routes(KubeClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** A port of a Pod. */
  record Target(KubeObject pod, int port) {}

  /**
   * The Pod that answers for a host, the next one each time.
   *
   * @param host the name or address of a Service, or of a Pod of a headless one
   * @throws UnknownHostException saying what there is instead
   */
  Target of(String host, int port) throws UnknownHostException {
    if (IpAddress.parse(host).isPresent()) {
      return ofAddress(host, port);
    }
    String[] labels = host.split("\\.", -1);
    boolean ofPod = labels.length > 3 && labels[3].equals("svc");
    if (ofPod) {
      ObjectKey service = ObjectKey.of(labels[2], labels[1]);
      return ofService(service, port, pod -> hostname(pod).equals(labels[0]));
    }
    boolean ofService = labels.length <= 2 || labels[2].equals("svc");
    if (!ofService) {
      throw new UnknownHostException(
          host
              + ": is no name of a Service (expected: NAME, NAME.NAMESPACE or"
              + " NAME.NAMESPACE.svc.…; hosts of Ingresses are not reached by way of the API)");
    }
    return ofService(ObjectKey.of(labels.length > 1 ? labels[1] : namespace, labels[0]), port);
  }

  private static String hostname(KubeObject pod) {
    String said = pod.text("spec", "hostname");
    return said.isEmpty() ? pod.name() : said;
  }

  private Target ofAddress(String ip, int port) throws UnknownHostException {
    Optional<KubeObject> service =
        all(ResourceType.SERVICES).filter(s -> s.text("spec", "clusterIP").equals(ip)).findFirst();
    if (service.isPresent()) {
      return ofService(service.get().key(), port);
    }
    return all(ResourceType.PODS)
        .filter(pod -> pod.text("status", "podIP").equals(ip))
        .findFirst()
        .map(pod -> new Target(pod, port))
        .orElseThrow(
            () -> new UnknownHostException(ip + ": is the address of no Service and no Pod"));
  }

  private Stream<KubeObject> all(ResourceType type) {
    return client.list(type, ListOptions.ALL).items().stream();
  }

  /** The Pod that answers for a port of a Service. */
  Target ofService(ObjectKey service, int port) throws UnknownHostException {
    return ofService(service, port, pod -> true);
  }

  private Target ofService(ObjectKey key, int port, Predicate<KubeObject> wanted)
      throws UnknownHostException {
    KubeObject service =
        client
            .find(ResourceType.SERVICES, key)
            .orElseThrow(() -> unknown("service \"%s\": not found".formatted(key)));
    JsonNode chosen = port(service, port);
    List<KubeObject> ready = readyPods(service).filter(wanted).toList();
    if (ready.isEmpty()) {
      throw unknown("service \"%s\": no ready Pod".formatted(key));
    }
    KubeObject pod = ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
    return new Target(pod, targetPort(chosen, pod));
  }

  private static JsonNode port(KubeObject service, int number) throws UnknownHostException {
    List<JsonNode> ports = service.at("spec", "ports").valueStream().toList();
    return ports.stream()
        .filter(port -> port.path("port").asInt(0) == number)
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "service \"%s\" has no port %d (its ports: %s)"
                        .formatted(
                            service.key(),
                            number,
                            ports.stream()
                                .map(port -> port.path("port").asString())
                                .collect(Collectors.joining(", ")))));
  }

  private static UnknownHostException unknown(String why) {
    return new UnknownHostException(why);
  }

  private Stream<KubeObject> readyPods(KubeObject service) {
    Selector slices = Selector.parse("kubernetes.io/service-name=" + service.name());
    return client
        .list(
            ResourceType.ENDPOINT_SLICES,
            ListOptions.inNamespace(service.namespace()).withLabels(slices))
        .items()
        .stream()
        .flatMap(slice -> slice.at("endpoints").valueStream())
        .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
        .map(endpoint -> endpoint.path("targetRef").path("name").asString(""))
        .distinct()
        .flatMap(
            name ->
                client.find(ResourceType.PODS, ObjectKey.of(service.namespace(), name)).stream());
  }

  private static int targetPort(JsonNode port, KubeObject pod) throws UnknownHostException {
    JsonNode target = port.path("targetPort");
    if (!target.isString()) {
      return target.asInt(port.path("port").asInt(0));
    }
    return pod.at("spec", "containers")
        .valueStream()
        .flatMap(container -> container.path("ports").valueStream())
        .filter(each -> each.path("name").asString("").equals(target.asString()))
        .map(each -> each.path("containerPort").asInt(0))
        .findFirst()
        .orElseThrow(
            () -> unknown("pod \"%s\" has no port \"%s\"".formatted(pod.key(), target.asString())));
  }
}

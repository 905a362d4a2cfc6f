// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the documents of the API into the records of {@link NetworkState}. */
public final class NetworkDocuments {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String PROXY_NAME = "service.kubernetes.io/service-proxy-name";
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Unknown");
  private static final int DEFAULT_AFFINITY_SECONDS = 10800;

  private NetworkDocuments() {}

  public static Service service(KubeObject object) {
    JsonNode spec = object.at("spec");
    Map<String, String> labels = object.labels();
    List<String> texts = clusterIps(spec);
    String type = Json.textAt(spec, "type");
    boolean headless = texts.contains("None");
    boolean plain = !headless && !type.equals("ExternalName");
    return new Service(
        object.key(),
        object.uid(),
        type.isEmpty() ? "ClusterIP" : type,
        headless,
        plain ? addresses(texts) : List.of(),
        spec.path("ports").valueStream().map(NetworkDocuments::servicePort).toList(),
        addresses(strings(spec.path("externalIPs"))),
        ingress(object),
        Json.textAt(spec, "externalName"),
        affinity(spec),
        Json.textAt(spec, "internalTrafficPolicy").equals("Local"),
        Json.textAt(spec, "externalTrafficPolicy").equals("Local"),
        ranges(spec),
        spec.path("healthCheckNodePort").asInt(0),
        labels.containsKey(PROXY_NAME));
  }

  private static List<String> clusterIps(JsonNode spec) {
    List<String> all = strings(spec.path("clusterIPs"));
    String first = Json.textAt(spec, "clusterIP");
    return all.isEmpty() && !first.isEmpty() ? List.of(first) : all;
  }

  private static ServicePort servicePort(JsonNode port) {
    return new ServicePort(
        Json.textAt(port, "name"),
        Protocol.of(Json.textAt(port, "protocol")),
        port.path("port").asInt(0),
        port.path("targetPort").asString(""),
        port.path("nodePort").asInt(0));
  }

  private static List<LoadBalancerAddress> ingress(KubeObject service) {
    return service
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .flatMap(
            entry ->
                IpAddress.parseLegacy(Json.textAt(entry, "ip")).stream()
                    .map(
                        ip ->
                            new LoadBalancerAddress(
                                ip, Json.textAt(entry, "ipMode").equals("Proxy"))))
        .toList();
  }

  private static Duration affinity(JsonNode spec) {
    if (!Json.textAt(spec, "sessionAffinity").equals("ClientIP")) {
      return Duration.ZERO;
    }
    JsonNode seconds = Json.at(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    return Duration.ofSeconds(seconds.asInt(DEFAULT_AFFINITY_SECONDS));
  }

  public static Slice slice(KubeObject object) {
    Map<String, String> labels = object.labels();
    String service = labels.getOrDefault(SERVICE_NAME, "");
    return new Slice(
        object.key(),
        ObjectKey.of(object.namespace(), service),
        object.text("addressType"),
        labels.containsKey(HEADLESS),
        object.at("ports").valueStream().map(NetworkDocuments::slicePort).toList(),
        object.at("endpoints").valueStream().map(NetworkDocuments::endpoint).toList());
  }

  private static SlicePort slicePort(JsonNode port) {
    return new SlicePort(
        Json.textAt(port, "name"),
        Protocol.of(Json.textAt(port, "protocol")),
        port.path("port").asInt(0));
  }

  private static Endpoint endpoint(JsonNode endpoint) {
    JsonNode conditions = endpoint.path("conditions");
    return new Endpoint(
        addresses(strings(endpoint.path("addresses"))),
        conditions.path("ready").asBoolean(true),
        conditions.path("serving").asBoolean(true),
        conditions.path("terminating").asBoolean(false),
        Json.textAt(endpoint, "hostname"),
        Json.textAt(endpoint, "nodeName"),
        Json.textAt(endpoint, "zone"),
        names(endpoint, "forZones"),
        names(endpoint, "forNodes"));
  }

  private static Set<String> names(JsonNode endpoint, String hint) {
    return Json.at(endpoint, "hints", hint)
        .valueStream()
        .map(entry -> Json.textAt(entry, "name"))
        .collect(Collectors.toUnmodifiableSet());
  }

  public static Node node(KubeObject object) {
    List<IpAddress> addresses =
        Stream.of("InternalIP", "ExternalIP")
            .flatMap(type -> addresses(object, type))
            .distinct()
            .toList();
    return new Node(
        object.name(), addresses, object.labels().getOrDefault(ZONE, ""), isReady(object));
  }

  private static Stream<IpAddress> addresses(KubeObject node, String type) {
    return node.at("status", "addresses")
        .valueStream()
        .filter(entry -> Json.textAt(entry, "type").equals(type))
        .flatMap(entry -> IpAddress.parseLegacy(Json.textAt(entry, "address")).stream());
  }

  private static boolean isReady(KubeObject node) {
    return node.at("status", "conditions")
        .valueStream()
        .filter(condition -> Json.textAt(condition, "type").equals("Ready"))
        .anyMatch(condition -> Json.textAt(condition, "status").equals("True"));
  }

  public static Pod pod(KubeObject object) {
    JsonNode status = object.at("status");
    List<String> all =
        status.path("podIPs").valueStream().map(entry -> Json.textAt(entry, "ip")).toList();
    String first = Json.textAt(status, "podIP");
    return new Pod(
        object.key(),
        object.text("spec", "nodeName"),
        addresses(all.isEmpty() ? List.of(first) : all),
        object.at("spec", "hostNetwork").asBoolean(false),
        object.isDeleting() || ENDED.contains(Json.textAt(status, "phase")),
        object.labels(),
        containers(object)
            .flatMap(container -> container.path("ports").valueStream())
            .map(NetworkDocuments::containerPort)
            .toList());
  }

  /** Those that stay: an init container does only where it is always restarted. */
  private static Stream<JsonNode> containers(KubeObject pod) {
    Stream<JsonNode> sidecars =
        pod.at("spec", "initContainers")
            .valueStream()
            .filter(each -> Json.textAt(each, "restartPolicy").equals("Always"));
    return Stream.concat(pod.at("spec", "containers").valueStream(), sidecars);
  }

  private static ContainerPort containerPort(JsonNode port) {
    return new ContainerPort(
        Json.textAt(port, "name"),
        port.path("containerPort").asInt(0),
        Protocol.of(Json.textAt(port, "protocol")));
  }

  private static List<Cidr> ranges(JsonNode spec) {
    return strings(spec.path("loadBalancerSourceRanges")).stream()
        .flatMap(text -> Cidr.parseLegacy(text.strip()).stream())
        .toList();
  }

  /** Addresses as the API has them, which lets numbers have leading zeros; names are left out. */
  private static List<IpAddress> addresses(List<String> texts) {
    return texts.stream().flatMap(text -> IpAddress.parseLegacy(text).stream()).toList();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(node -> node.asString("")).toList();
  }
}

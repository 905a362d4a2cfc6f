// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Selector;
import dev.coracle.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Why one Service leads nowhere. */
final class ServiceReasons {

  private final Snapshot snapshot;
  private final KubeObject service;
  private final Map<String, String> selector;

  private ServiceReasons(Snapshot snapshot, KubeObject service) {
    this.snapshot = snapshot;
    this.service = service;
    this.selector = service.stringMap("spec", "selector");
  }

  /** The reasons; none for a Service that leads somewhere. */
  static List<String> of(Snapshot snapshot, KubeObject service) {
    boolean elsewhere = service.text("spec", "type").equals("ExternalName");
    return elsewhere ? List.of() : new ServiceReasons(snapshot, service).reasons();
  }

  private List<String> reasons() {
    if (selector.isEmpty()) {
      return withoutSelector();
    }
    List<KubeObject> chosen = chosen().toList();
    if (chosen.isEmpty()) {
      return List.of(matchesNothing());
    }
    List<String> reasons = new ArrayList<>();
    if (readyEndpoints(snapshot, service) == 0 && chosen.stream().noneMatch(this::isReady)) {
      reasons.add(
          chosen.size() == 1
              ? "its only Pod is not ready"
              : "none of its %d Pods is ready".formatted(chosen.size()));
    }
    service.at("spec", "ports").forEach(port -> port(port, chosen).ifPresent(reasons::add));
    return reasons;
  }

  private Stream<KubeObject> chosen() {
    Selector labels = Selector.ofMap(selector);
    return snapshot
        .podsIn(service.namespace())
        .filter(pod -> !new Pod(pod).isTerminal())
        .filter(labels::matches);
  }

  private boolean isReady(KubeObject pod) {
    return new Pod(pod).isReady();
  }

  private List<String> withoutSelector() {
    boolean ours = service.namespace().equals("kube-system");
    return ours || slices(snapshot, service).findAny().isPresent()
        ? List.of()
        : List.of("it has no selector, and no EndpointSlice names it");
  }

  private String matchesNothing() {
    String labels =
        selector.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
    return "its selector " + labels + " matches no Pod" + NearLabels.hint(snapshot, service);
  }

  private Optional<String> port(JsonNode port, List<KubeObject> pods) {
    JsonNode target = port.path("targetPort");
    String title = "port " + port.path("port").asInt(0) + ": targetPort ";
    List<KubeObject> up = pods.stream().filter(this::isReady).toList();
    if (target.isString()) {
      boolean known = pods.stream().anyMatch(pod -> hasPort(pod, target.asString()));
      return known
          ? Optional.empty()
          : Optional.of(
              title + "\"%s\" is no port of its Pods%s".formatted(target.asString(), ports(pods)));
    }
    boolean tcp = port.path("protocol").asString("TCP").equals("TCP");
    int number = target.asInt(port.path("port").asInt(0));
    return !tcp || up.isEmpty() || up.stream().anyMatch(pod -> listens(pod, number))
        ? Optional.empty()
        : Optional.of(title + number + ": none of its Pods listens there" + ports(pods));
  }

  private boolean listens(KubeObject pod, int port) {
    return snapshot.containers().listens(new Pod(pod).ip(), port);
  }

  private static boolean hasPort(KubeObject pod, String name) {
    return declared(pod).anyMatch(port -> port.path("name").asString("").equals(name));
  }

  private static Stream<JsonNode> declared(KubeObject pod) {
    return Stream.of("containers", "initContainers")
        .flatMap(containers -> pod.at("spec", containers).valueStream())
        .flatMap(container -> container.path("ports").valueStream());
  }

  private static String ports(List<KubeObject> pods) {
    List<String> all =
        pods.stream()
            .flatMap(ServiceReasons::declared)
            .map(ServiceReasons::port)
            .distinct()
            .toList();
    return all.isEmpty()
        ? " (they declare no ports)"
        : " (they declare " + String.join(", ", all) + ")";
  }

  private static String port(JsonNode port) {
    String name = port.path("name").asString("");
    int number = port.path("containerPort").asInt(0);
    return name.isEmpty() ? String.valueOf(number) : name + " " + number;
  }

  static long readyEndpoints(Snapshot snapshot, KubeObject service) {
    return slices(snapshot, service)
        .flatMap(slice -> slice.at("endpoints").valueStream())
        .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
        .count();
  }

  private static Stream<KubeObject> slices(Snapshot snapshot, KubeObject service) {
    return snapshot.slices().stream()
        .filter(slice -> slice.namespace().equals(service.namespace()))
        .filter(
            slice ->
                slice
                    .labels()
                    .getOrDefault("kubernetes.io/service-name", "")
                    .equals(service.name()));
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The Pods that there have been while traffic was under way, those that are gone included. Follows
 * the Pods on the traffic's loop; asked on any thread.
 */
final class TrafficPods implements AutoCloseable {

  private static final Seen UNKNOWN = new Seen("", "");

  private final KubeClient client;
  private final Informer informer;
  private final Map<Life, Seen> seen = new ConcurrentHashMap<>();

  TrafficPods(KubeClient client, Loop loop) {
    this.client = client;
    this.informer = Informer.of(client, ResourceType.PODS, loop);
    informer.onChange((before, after) -> after.or(() -> before).ifPresent(this::see));
  }

  /** One of the Pods that a name stands for in turn. */
  private record Life(ObjectKey pod, String address) {}

  /** What is told of a Pod. */
  record Seen(String version, String node) {}

  void start() {
    informer.start();
  }

  private void see(KubeObject pod) {
    Seen told = new Seen(version(pod), pod.text("spec", "nodeName"));
    for (JsonNode ip : pod.at("status", "podIPs")) {
      seen.put(new Life(pod.key(), Json.textAt(ip, "ip")), told);
    }
  }

  private static String version(KubeObject pod) {
    Map<String, String> labels = pod.labels();
    return Stream.of("app.kubernetes.io/version", "version")
        .map(label -> labels.getOrDefault(label, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElseGet(() -> Json.textAt(pod.at("spec", "containers").path(0), "image"));
  }

  Seen find(Optional<ObjectKey> pod, Optional<IpAddress> address) {
    if (pod.isEmpty() || address.isEmpty()) {
      return UNKNOWN;
    }
    Life life = new Life(pod.get(), address.get().toString());
    if (!seen.containsKey(life)) {
      // Not heard of yet, on a busy machine.
      client.find(ResourceType.PODS, pod.get()).ifPresent(this::see);
    }
    return seen.getOrDefault(life, UNKNOWN);
  }

  @Override
  public void close() {
    informer.close();
  }
}

// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A Pod as its readers see it. */
public record Pod(KubeObject object) {

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  public String uid() {
    return object.uid();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  public PodSpec spec() {
    return new PodSpec(object.at("spec"));
  }

  /** The node it is bound to; empty while it is not. */
  public String nodeName() {
    return object.text("spec", "nodeName");
  }

  public boolean isScheduled() {
    return !nodeName().isEmpty();
  }

  public String phase() {
    return object.text("status", "phase");
  }

  /** Whether all its containers have ended for good. */
  public boolean isTerminal() {
    String phase = phase();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  public boolean isDeleting() {
    return object.isDeleting();
  }

  /** Its primary address; empty while it has none. */
  public String ip() {
    return object.text("status", "podIP");
  }

  /** Its addresses, the primary one first. */
  public List<String> ips() {
    List<String> all =
        object.at("status", "podIPs").valueStream().map(e -> e.path("ip").asString("")).toList();
    return !all.isEmpty() || ip().isEmpty() ? all : List.of(ip());
  }

  public String hostIp() {
    return object.text("status", "hostIP");
  }

  /** The condition of a type; a missing node where there is none. */
  public JsonNode condition(String type) {
    return Conditions.find(object, type);
  }

  public boolean isReady() {
    return isTrue("Ready");
  }

  /** Whether the condition of a type is there and True. */
  public boolean isTrue(String conditionType) {
    return condition(conditionType).path("status").asString("").equals("True");
  }

  /** Whether it has been ready for at least so long. */
  public boolean isAvailable(long minReadySeconds, Instant now) {
    return isReady()
        && (minReadySeconds == 0
            || readySince()
                .filter(since -> !since.plusSeconds(minReadySeconds).isAfter(now))
                .isPresent());
  }

  /** When it last became ready; empty while it is not. */
  public Optional<Instant> readySince() {
    String text = condition("Ready").path("lastTransitionTime").asString("");
    return isReady() && !text.isEmpty() ? Optional.of(Instant.parse(text)) : Optional.empty();
  }
}
